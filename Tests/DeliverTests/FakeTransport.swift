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
    private let exceptions: [String: RecipientResult.Outcome]
    private let mails = Mutex<[Sent]>([])

    /// - Parameter exceptions: by address, what becomes of the mail for some recipients.
    init(
        _ outcome: RecipientResult.Outcome = .accepted(Reply(250, nil, "ok")),
        except exceptions: [String: RecipientResult.Outcome] = [:]
    ) {
        self.outcome = outcome
        self.exceptions = exceptions
    }

    var sent: [Sent] { mails.withLock { $0 } }

    func send(_ mail: OutgoingMail, data: ByteBuffer) async -> [RecipientResult] {
        mails.withLock { $0.append(Sent(mail: mail, text: String(buffer: data))) }
        return mail.recipients.map { RecipientResult(recipient: $0, outcome: exceptions[$0.description] ?? outcome) }
    }
}
