import Directory
import FaxAddressing
import FaxModel

/// What a directory has of a recipient that decides whether, and where, a fax to him is dialled.
struct OverridingNumbers: Sendable {
    /// How numbers are understood.
    let plan: NumberPlan
    /// What is not dialled, whoever says so.
    let costlyNumbers: CostlyNumbers

    /// Has the job follow what its recipient wants.
    ///
    /// - Parameter event: what the history is told; words are added at its end.
    /// - Throws: `Failure` when he is to get no fax, or at no number that can be dialled.
    func apply(_ wishes: DirectoryPerson.Wishes, to job: inout Job, _ event: inout String) throws(Failure) {
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
        if let kind = costlyNumbers.kind(of: number, written: address.number, plan) {
            throw Failure(
                EnhancedStatusCode(5, 7, 1),
                "The directory has \(number) as the number to dial for \(job.number); it \(kind.words). Nothing was dialled."
            )
        }
        guard number != job.number else { return }
        event += " The directory has \(number) in place of \(job.number)."
        job.number = number
    }
}
