import FaxModel
import SMTP

/// What was decided on the recipients of the mail that is under way, one decision for each RCPT: a recipient may be named again, and
/// be decided on otherwise.
struct RecipientDecisions {
    /// Whom a mail goes to by one RCPT.
    enum Addressee: Sendable {
        /// These: a number, a person, or the members of a group.
        case recipients([AcceptedMail.Recipient])
        /// The numbers that the mail's header lists.
        case list(ForwardPath, ReportWishes)

        /// Whom it names by itself: nobody, where it is a list.
        var recipients: [AcceptedMail.Recipient] {
            switch self {
            case .recipients(let recipients): recipients
            case .list: []
            }
        }
    }

    /// An accepted RCPT, in the envelope's order.
    private enum Passed {
        case recipients([AcceptedMail.Recipient])
        case list(ForwardPath)
        case answer(JobID)
        case postmaster
    }

    private var passed: [Passed] = []
    /// How many accepted recipients there are by the account that their pages are put to.
    private(set) var charges: [String: Int] = [:]
    /// Why recipients were refused by rules: the first twenty.
    private(set) var refusals: [RefusalNote] = []

    /// Keeps a decision on a recipient of the mail that is `envelope` before it.
    mutating func note(_ decision: RecipientGate.Decision, _ path: ForwardPath, _ envelope: MailEnvelope) {
        if envelope.recipients.isEmpty && envelope.refusedCount == 0 { self = RecipientDecisions() }
        switch decision {
        case .accepted(let recipient): pass([recipient])
        case .group(let recipients): pass(recipients)
        case .list: passed.append(.list(path))
        case .answer(let job): passed.append(.answer(job))
        case .postmaster: passed.append(.postmaster)
        case .refused(_, let note): if let note, refusals.count < 20 { refusals.append(note) }
        }
    }

    /// The decision on one more recipient of `envelope`. A mail goes to the postmaster alone: from a mail that is faxed, too, its client hears
    /// that it is to send it to him by itself (RFC 5321 §4.5.3.1.10: 452, and the client tries again with those recipients).
    func apart(_ decision: RecipientGate.Decision, _ envelope: MailEnvelope) -> RecipientGate.Decision {
        if case .refused = decision { return decision }
        guard !envelope.recipients.isEmpty, isForPostmaster(envelope) != (decision == .postmaster) else {
            return decision
        }
        return .refused(
            Reply(452, EnhancedStatusCode(4, 5, 3), "Mail to the postmaster goes to him alone; send it by itself"), nil)
    }

    /// Whether the mail that is `envelope` goes to the postmaster: to him alone, so its first recipient tells.
    func isForPostmaster(_ envelope: MailEnvelope) -> Bool {
        if case .postmaster? = passed.first { !envelope.recipients.isEmpty } else { false }
    }

    private mutating func pass(_ recipients: [AcceptedMail.Recipient]) {
        passed.append(.recipients(recipients))
        charges.merge(recipients.charges, uniquingKeysWith: +)
    }

    /// Whom `envelope`, which is neither for the postmaster nor an answer, goes to, in its order.
    func addressees(_ envelope: MailEnvelope) -> [Addressee] {
        zip(passed, envelope.wishes).map { passed, wishes in
            switch passed {
            case .recipients(let recipients):
                .recipients(
                    recipients.map { recipient in
                        var recipient = recipient
                        recipient.wishes = wishes
                        return recipient
                    })
            case .list(let path): .list(path, wishes)
            case .answer, .postmaster: .recipients([])
            }
        }
    }

    /// The job that a recipient of `envelope` is for answers about; `nil` where none is.
    func answer(_ envelope: MailEnvelope) -> JobID? {
        for (passed, _) in zip(passed, envelope.recipients) {
            if case .answer(let job) = passed { return job }
        }
        return nil
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
