import FaxModel
import FaxPolicy
import SMTP

extension RecipientGate.Decision {
    /// The same refusal of a group, of which a part is not faxed to without a word.
    func ofGroup(_ path: ForwardPath) -> Self {
        guard case .refused(var reply, let note) = self, case .mailbox(let mailbox) = path else { return self }
        reply.lines[0] = "Of group '\(mailbox.localPart)' nobody gets a fax. \(reply.lines[0])"
        return .refused(reply, note)
    }

    /// Nobody answers from the null reverse path but programs (RFC 5321 §4.5.5).
    static func answer(to job: JobID, _ question: RecipientGate.Question) -> Self {
        guard question.sender.isEmpty else { return .answer(job) }
        return .refused(
            Reply(550, EnhancedStatusCode(5, 7, 1), "Answers of programs are not taken here"),
            RefusalNote(question, rule: nil, reason: "it is an answer from the null reverse path"))
    }

    /// A rule says no, or none says yes. RFC 3463 §3.8, X.7.1: delivery not authorised.
    static func refused(_ refusal: Refusal, _ question: RecipientGate.Question) -> Self {
        .refused(
            Reply(550, EnhancedStatusCode(5, 7, 1), refusal.sentence),
            RefusalNote(question, rule: refusal.rule, reason: refusal.reason))
    }

    /// The sender has no pages left today. RFC 5321 §4.2.3, 450: blocked for now, by policy; a mail server tries again, and the fax
    /// goes tomorrow.
    static func refused(usedUp quota: PageQuota, _ question: RecipientGate.Question, rule: String?) -> Self {
        let pages = quota.pages.counting("page")
        return .refused(
            Reply(
                450, EnhancedStatusCode(4, 7, 1),
                "Your \(pages) of today \(quota.pages == 1 ? "is" : "are") used up; try again tomorrow."),
            RefusalNote(question, rule: rule, reason: "its \(pages) a day are used up"))
    }

    /// What has to go at once is more than the sender may fax on any day. RFC 3463 §3.6, X.5.3: too many recipients.
    static func refused(
        tooManyFor quota: PageQuota, _ question: RecipientGate.Question, rule: String?
    ) -> Self {
        let pages = quota.pages.counting("page")
        return .refused(
            Reply(
                550, EnhancedStatusCode(5, 5, 3),
                "You may fax \(pages) a day, and this goes to more recipients at once; send it to fewer of them a day."),
            RefusalNote(question, rule: rule, reason: "it goes to more recipients at once than its \(pages) a day"))
    }

    /// Nothing is let through because nobody could be asked.
    static func refused(postponed failure: Failure, _ question: RecipientGate.Question) -> Self {
        .refused(
            Reply(451, failure.status, "Whether you may fax can't be looked up now; try again later"),
            RefusalNote(question, rule: nil, reason: failure.sentence))
    }
}

extension AcceptedMail.Recipient {
    /// The same, let pass.
    func permitted(_ permit: Permit) -> Self {
        var recipient = self
        recipient.terms = permit.terms
        recipient.quota = permit.quota
        recipient.awaitsVerification = false
        return recipient
    }

    /// The same, to be decided on at the end of the mail.
    var awaitingVerification: Self {
        var recipient = self
        recipient.awaitsVerification = true
        return recipient
    }
}

/// Why a recipient was refused, for the operator.
struct RefusalNote: Hashable, Sendable {
    /// The recipient.
    var recipient: String
    /// The rule; `nil` where it was none.
    var rule: String?
    /// The reason: words.
    var reason: String

    init(_ question: RecipientGate.Question, rule: String?, reason: String) {
        recipient = question.recipient.description
        self.rule = rule
        self.reason = reason
    }
}
