import Directory
import FaxAddressing
import FaxModel

/// Who has sent a received fax, as far as the directory knows the far number.
struct CallerLookup: Sendable {
    /// Where people are looked up.
    let people: any PersonSource
    /// How numbers are understood.
    let plan: NumberPlan

    /// Who has sent `fax`, by the number that the exchange tells or that we called. Never by the far station's id, which is whatever
    /// the far end writes there: it would choose in whose name its fax arrives. `nil` where nobody alone has the number, and
    /// where the directory does not answer: a fax does not wait for a name.
    func find(_ fax: ReceivedFax) async -> Party? {
        guard let text = fax.caller.number ?? fax.polled?.digits, let written = FaxNumber(text),
            let number = try? plan.resolve(written)
        else {
            return nil
        }
        return try? await people.person(.number(number)).person?.party
    }
}
