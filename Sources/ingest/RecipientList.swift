import SMTP

/// The recipients of the mail that is under way, as they were decided on.
struct RecipientList {
    private var decisions: [ForwardPath: RecipientGate.Decision] = [:]

    /// Keeps a decision on a recipient of the mail that is `envelope` before it.
    mutating func note(_ decision: RecipientGate.Decision, _ recipient: ForwardPath, _ envelope: MailEnvelope) {
        if envelope.recipients.isEmpty && envelope.refused.isEmpty { decisions = [:] }
        decisions[recipient] = decision
    }

    /// The recipients of `envelope` that get a fax, in its order.
    func accepted(_ envelope: MailEnvelope) -> [AcceptedMail.Recipient] {
        zip(envelope.recipients, envelope.wishes).compactMap { path, wishes in
            switch decisions[path] {
            case .accepted(var recipient)?:
                recipient.wishes = wishes
                return recipient
            case .list?: return nil
            case .refused?, nil: preconditionFailure("a recipient stands in the envelope after it was accepted")
            }
        }
    }

    /// The address of a list among the recipients of `envelope`, and what is to be reported of it.
    func list(_ envelope: MailEnvelope) -> (path: ForwardPath, wishes: ReportWishes)? {
        zip(envelope.recipients, envelope.wishes).first { decisions[$0.0] == .list }.map { ($0.0, $0.1) }
    }

    /// How many accepted recipients of `envelope` there are by account.
    func charges(_ envelope: MailEnvelope) -> [String: Int] {
        accepted(envelope).charges
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

extension [AcceptedMail.Recipient] {
    /// How many of them there are by the account that their pages are put to.
    var charges: [String: Int] {
        reduce(into: [:]) { counts, recipient in
            if let account = recipient.account { counts[account, default: 0] += 1 }
        }
    }
}
