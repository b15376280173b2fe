import NIOCore
import SMTP
import Synchronization

@testable import deliver

/// A transport in memory that answers everything the same way.
final class FakeTransport: MailTransport {
    struct Sent: Sendable {
        var mail: OutgoingMail
        var text: String
    }

    private let outcome: RecipientResult.Outcome
    private let mails = Mutex<[Sent]>([])

    init(_ outcome: RecipientResult.Outcome = .accepted(Reply(250, nil, "ok"))) {
        self.outcome = outcome
    }

    var sent: [Sent] { mails.withLock { $0 } }

    func send(_ mail: OutgoingMail, data: ByteBuffer) async -> [RecipientResult] {
        mails.withLock { $0.append(Sent(mail: mail, text: String(buffer: data))) }
        return mail.recipients.map { RecipientResult(recipient: $0, outcome: outcome) }
    }
}
