import FaxModel
import NIOCore

@testable import SMTP

/// A client and its owner, who sends `mail` with `body` and quits; the test is the server.
final class ClientConversation {
    var machine: SMTPClientStateMachine
    var now: NIODeadline = .uptimeNanoseconds(0)
    private(set) var results: [RecipientResult]?
    private(set) var failure: Failure?
    private(set) var isClosed = false
    private(set) var isNegotiating = false
    private var mails: [OutgoingMail]
    private let body: String

    init(
        recipients: [String] = ["jane@example.com"], body: String = "Hi\r\n.\r\n", isEightBit: Bool = false,
        mails: Int = 1, settings: SMTPClientSettings = SMTPClientSettings(name: "fax.example"),
        change: (inout OutgoingMail) -> Void = { _ in }
    ) {
        var mail = OutgoingMail(
            sender: nil, recipients: recipients.compactMap(Mailbox.init), size: body.utf8.count, isEightBit: isEightBit)
        change(&mail)
        self.mails = Array(repeating: mail, count: mails)
        self.body = body
        machine = SMTPClientStateMachine(settings, timeouts: SMTPClientTimeouts(), now: now)
    }

    /// What the client sends when the server has said this; lines joined by `|`.
    func hear(_ text: String) -> String {
        machine.received(ByteBuffer(string: text), now: now)
        return run()
    }

    /// What the client sends once TLS stands.
    func encrypted() -> String {
        isNegotiating = false
        machine.encrypted(now: now)
        return run()
    }

    func run() -> String {
        var sent = ""
        while let action = machine.nextAction() {
            switch action {
            case .send(let buffer): sent += String(buffer: buffer)
            case .ready: proceed()
            case .startTLS: isNegotiating = true
            case .sendBody:
                machine.bodyContinues(ByteBuffer(string: body), now: now)
                machine.bodyEnded(now: now)
            case .finished(let results):
                self.results = results
                proceed()
            case .failed(let failure): self.failure = failure
            case .close: isClosed = true
            }
        }
        return sent.replacing("\r\n", with: "|")
    }

    private func proceed() {
        if mails.isEmpty {
            machine.quit(now: now)
        } else {
            machine.deliver(mails.removeFirst(), now: now)
        }
    }

    /// The result for each recipient: `+` and the reply, `~` or `-` and the failure's status.
    var outcomes: [String] {
        (results ?? []).map {
            switch $0.outcome {
            case .accepted(let reply): "+\(reply.code)"
            case .deferred(let failure): "~\(failure.status)"
            case .refused(let failure): "-\(failure.status)"
            }
        }
    }
}
