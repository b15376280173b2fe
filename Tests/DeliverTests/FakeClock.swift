import Foundation
import NIOCore
import SMTP
import Synchronization

@testable import deliver

/// A clock that a test sets.
final class FakeClock: Sendable {
    private let time: Mutex<Date>

    init(_ time: Date) {
        self.time = Mutex(time)
    }

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}

/// A transport that takes its time: a mail waits so long for its turn, and for the mail server's answer.
struct SlowTransport: MailTransport {
    let clock: FakeClock
    let seconds: TimeInterval
    let next: FakeTransport

    func send(_ mail: OutgoingMail, data: ByteBuffer) async -> [RecipientResult] {
        clock.advance(by: seconds)
        return await next.send(mail, data: data)
    }
}
