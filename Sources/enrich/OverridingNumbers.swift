import Directory
import FaxAddressing
import FaxModel
import FaxPolicy

/// What a directory has of a recipient that decides whether, and where, a fax to him is dialled.
struct OverridingNumbers: Sendable {
    /// Who may fax where, how numbers are understood, and what is not dialled, whoever says so.
    let policy: FaxPolicy

    /// Has the job follow what its recipient wants.
    ///
    /// - Parameters:
    ///   - mail: the mail that asks for it.
    ///   - event: what the history is told; words are added at its end.
    /// - Throws: `Failure` when he is to get no fax, or at no number that can be dialled, or that the sender may fax to.
    func apply(
        _ wishes: DirectoryPerson.Wishes, to job: inout Job, of mail: ReceivedMail, _ event: inout String
    ) throws(Failure) {
        let plan = policy.plan
        guard !wishes.doNotFax else {
            // RFC 3463 §3.8: delivery not authorised, message refused.
            throw Failure(
                EnhancedStatusCode(5, 7, 1),
                "\(job.recipient.name ?? job.address) wants no faxes: the directory says so. Nothing was dialled.")
        }
        guard let written = wishes.dialledNumber else { return }
        guard let address = try? FaxAddress(localPart: written), let number = try? plan.resolve(address.number) else {
            throw Failure(
                EnhancedStatusCode(5, 1, 1),
                "The directory has '\(written.singleLine(limit: 40))' as the number to dial for \(job.number), which is none. Nothing was dialled."
            )
        }
        if let kind = policy.costlyNumbers.kind(of: number, written: address.number, plan) {
            throw Failure(
                EnhancedStatusCode(5, 7, 1),
                "The directory has \(number) as the number to dial for \(job.number); it \(kind.words). Nothing was dialled."
            )
        }
        guard number != job.number else { return }
        // The listener is not known any more, nor what the directory and front servers have said of the sender.
        let sender = SenderFacts(
            client: mail.client, listener: "", user: mail.user, address: mail.sender, groups: nil, verified: nil)
        if let refusal = policy.refusal(of: number, inPlaceOf: job.number, under: job.terms?.rule, to: sender) {
            throw Failure(
                EnhancedStatusCode(5, 7, 1),
                "The directory has \(number) as the number to dial for \(job.number). \(refusal.sentence) Nothing was dialled."
            )
        }
        event += " The directory has \(number) in place of \(job.number)."
        job.number = number
    }
}
