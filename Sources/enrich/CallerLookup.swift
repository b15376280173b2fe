import Directory
import FaxAddressing
import FaxModel

/// Who has sent a received fax, as far as the directory knows the far number.
struct CallerLookup: Sendable {
    /// Where people are looked up.
    let people: any PersonSource
    /// How numbers are understood.
    let plan: NumberPlan

    /// Somebody whom the directory has.
    struct Finding: Sendable {
        /// Who he is.
        var party: Party
        /// Whether he was found by the far station's id alone, which is whatever the far end writes there.
        var isClaimed: Bool
    }

    /// Who has sent `fax`: by the number that the exchange tells or that we called; where nobody alone has that, or there is none, by the
    /// far station's id, if that is a number that has an international form (E.164). `nil` where neither is somebody's, and where the
    /// directory does not answer: a fax does not wait for a name.
    func find(_ fax: ReceivedFax) async -> Finding? {
        let told = (fax.caller.number ?? fax.polled?.digits).flatMap(number)
        let claimed = fax.remoteStation.flatMap(number).flatMap { $0.digits.hasPrefix("+") ? $0 : nil }
        do {
            if let told, let person = try await people.person(.number(told)).person {
                return Finding(party: person.party, isClaimed: false)
            }
            guard let claimed, claimed != told else { return nil }
            return try await people.person(.number(claimed)).person.map { Finding(party: $0.party, isClaimed: true) }
        } catch {
            return nil
        }
    }

    /// The number that is meant; `nil` where that can't be told.
    private func number(_ text: String) -> FaxNumber? {
        FaxNumber(text).flatMap { try? plan.resolve($0) }
    }
}
