import SMTP

/// The recipients of the mail that is under way, as they were decided on.
struct RecipientList {
    private var decisions: [ForwardPath: RecipientGate.Decision] = [:]

    /// Keeps a decision on a recipient of the mail that is `envelope` before it.
    mutating func note(_ decision: RecipientGate.Decision, _ recipient: ForwardPath, _ envelope: MailEnvelope) {
        if envelope.recipients.isEmpty && envelope.refused.isEmpty { decisions = [:] }
        decisions[recipient] = decision
    }

    /// The accepted recipients of `envelope`, in its order.
    func accepted(_ envelope: MailEnvelope) -> [AcceptedMail.Recipient] {
        envelope.recipients.map { path in
            guard case .accepted(let recipient)? = decisions[path] else {
                preconditionFailure("a recipient stands in the envelope after it was accepted")
            }
            return recipient
        }
    }

    /// How many accepted recipients of `envelope` there are by account.
    func charges(_ envelope: MailEnvelope) -> [String: Int] {
        accepted(envelope).reduce(into: [:]) { counts, recipient in
            if let account = recipient.account { counts[account, default: 0] += 1 }
        }
    }

    /// Why recipients of `envelope` were refused by rules: the first twenty.
    func refusals(_ envelope: MailEnvelope) -> [RefusalNote] {
        let notes = envelope.refused.lazy.compactMap { path -> RefusalNote? in
            guard case .refused(_, let note)? = decisions[path] else { return nil }
            return note
        }
        return Array(notes.prefix(20))
    }
}
