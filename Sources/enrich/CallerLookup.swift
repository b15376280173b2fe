import Directory
import FaxAddressing
import FaxModel

/// Who has sent a received fax, as far as the directory knows the far number.
struct CallerLookup: Sendable {
    /// Where people are looked up.
    let people: any PersonSource
    /// How numbers are understood.
    let plan: NumberPlan

    /// Who has sent `fax`; `nil` where nobody alone has the number, and where the directory does not answer: a fax does not wait for
    /// a name.
    func find(_ fax: ReceivedFax) async -> Party? {
        guard let text = fax.origin, let written = FaxNumber(text), let number = try? plan.resolve(written) else {
            return nil
        }
        return try? await people.person(.number(number)).person?.party
    }
}
