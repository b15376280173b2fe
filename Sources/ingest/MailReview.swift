import FaxModel
import Logging
import SMTP

/// What is decided when a mail is there: whether the senders of rules are who they say, by the word of a front server in it.
struct MailReview: Sendable {
    /// Decides on the recipients.
    let gate: RecipientGate
    /// Who hands in the mail.
    let submitter: Submitter
    /// The mail's envelope.
    let envelope: MailEnvelope
    /// The mail's Authentication-Results fields, the topmost first.
    let fields: [String]

    /// The mail, with the terms of the rules that now let its recipients pass.
    ///
    /// - Throws: `MailRefusal` where one of them may not be faxed after all. A mail has one answer: it goes to all of them, or to none.
    func reviewed(_ mail: AcceptedMail) async throws(MailRefusal) -> AcceptedMail {
        guard mail.recipients.contains(where: \.awaitsVerification) else { return mail }
        var mail = mail
        var inMail: [String: Int] = [:]
        for index in mail.recipients.indices {
            let recipient = mail.recipients[index]
            let question = RecipientGate.Question(
                recipient: recipient.path, submitter: submitter, sender: mail.sender)
            switch await gate.review(recipient, question, fields: fields, inMail: inMail) {
            case .accepted(let recipient):
                mail.recipients[index] = recipient
                if let account = recipient.account { inMail[account, default: 0] += 1 }
            case .refused(var reply, let note):
                if mail.recipients.count > 1 { reply.lines[reply.lines.count - 1] += " Nothing of the mail was faxed." }
                throw MailRefusal(reply: reply, reason: note?.sentence ?? "\(reply)")
            }
        }
        return mail
    }
}

extension RefusalNote {
    /// What the operator reads in a job's history and in the log.
    var sentence: String {
        "\(recipient) is refused\(rule.map { " by rule '\($0)'" } ?? ""): \(reason)."
    }

    /// The same for the log, with who wanted to fax.
    func metadata(_ submitter: Submitter, _ envelope: MailEnvelope) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "recipient": "\(recipient)", "sender": "<\(envelope.sender?.description ?? "")>", "reason": "\(reason)",
            "listener": "\(submitter.listener)",
        ]
        if let rule { metadata["rule"] = "\(rule)" }
        if let user = submitter.user { metadata["user"] = "\(user)" }
        return metadata
    }
}
