import FaxModel

/// A mail on its way through a client's session: which answers are awaited, and what was answered.
struct MailTransaction {
    /// A command that the server answers.
    enum Step: Hashable {
        case reset
        case mail
        /// RCPT for the recipient at this place.
        case recipient(Int)
        case data
    }

    let mail: OutgoingMail
    /// Commands whose answers are awaited, in their order.
    var awaited: [Step] = []
    /// Commands that were not sent yet, in their order.
    var unsent: [Step]
    /// Whether the server has answered anything of the mail.
    var isAnswered = false
    /// LMTP: the recipients for whom an answer to the end of the data is awaited (RFC 2033 §4.2), in their order.
    var awaitedDeliveries: [Int] = []
    /// What is settled for each recipient; `nil` while it is open.
    var outcomes: [RecipientResult.Outcome?]

    /// A mail of which nothing was sent; with `reset`, what is left of an earlier one is cleared away before.
    init(_ mail: OutgoingMail, reset: Bool) {
        self.mail = mail
        unsent = (reset ? [.reset] : []) + [.mail] + mail.recipients.indices.map(Step.recipient) + [.data]
        outcomes = mail.recipients.map { _ in nil }
    }

    /// Whether a recipient is left for whom the mail goes on.
    var hasRecipients: Bool { outcomes.contains { $0 == nil } }

    /// Settles every recipient that is open.
    mutating func settle(_ outcome: RecipientResult.Outcome) {
        outcomes = outcomes.map { $0 ?? outcome }
    }

    /// The end of the data was sent: a server of LMTP answers for each recipient that is open.
    mutating func awaitDeliveries(_ service: MailService) {
        guard service == .lmtp else { return }
        awaitedDeliveries = outcomes.indices.filter { outcomes[$0] == nil }
    }

    /// What became of the mail; every recipient is settled.
    var results: [RecipientResult] {
        zip(mail.recipients, outcomes).compactMap { recipient, outcome in
            outcome.map { RecipientResult(recipient: recipient, outcome: $0) }
        }
    }

    /// The command line of a step, CR LF included.
    func line(of step: Step, extensions: ServerExtensions) -> String {
        switch step {
        case .reset: return "RSET\r\n"
        case .mail:
            let size = extensions.size ? " SIZE=\(mail.size)" : ""
            let body = extensions.eightBitMIME && mail.isEightBit ? " BODY=8BITMIME" : ""
            let international = mail.isInternational ? " SMTPUTF8" : ""
            let id = extensions.deliveryStatus ? mail.envelopeID.map { " ENVID=\(TransmissionText.encode($0))" } : nil
            return "MAIL FROM:<\(mail.sender?.description ?? "")>\(size)\(body)\(international)\(id ?? "")\r\n"
        case .recipient(let index):
            return "RCPT TO:<\(mail.recipients[index])>\(extensions.deliveryStatus ? notify : "")\r\n"
        case .data: return "DATA\r\n"
        }
    }
}

extension MailTransaction {
    /// NOTIFY (RFC 3461 §4.1). A report is never reported on (RFC 3464 §2).
    private var notify: String {
        guard let wanted = mail.sender == nil ? [] : mail.notify else { return "" }
        let events: [(NotificationEvents, String)] = [
            (.success, "SUCCESS"), (.failure, "FAILURE"), (.delay, "DELAY"),
        ]
        let words = events.filter { wanted.contains($0.0) }.map(\.1)
        return " NOTIFY=\(words.isEmpty ? "NEVER" : words.joined(separator: ","))"
    }
}

extension RecipientResult.Outcome {
    /// The outcome that a server's final reply stands for; a reply that has no place here (3yz) is a broken session.
    init(_ reply: Reply) {
        if reply.isPositive {
            self = .accepted(reply)
        } else if reply.isPermanent {
            self = .refused(Failure(reply))
        } else {
            self = .deferred(Failure(reply))
        }
    }
}

extension Failure {
    /// What a server's reply that is not positive says, with the code that it gave or, without one, the most general.
    init(_ reply: Reply) {
        let general = EnhancedStatusCode(reply.isPermanent ? 5 : 4, 0, 0)
        let text = reply.lines.joined(separator: " ")
        self.init(reply.status ?? general, "The mail server answered \(reply.code) \(text)")
    }
}
