public import FaxModel

/// Numbers that no mail may dial: each call to them costs the owner of the line dearly, or keeps an emergency service from
/// somebody.
public struct CostlyNumbers: Hashable, Sendable {
    /// The beginnings of international numbers at premium rates, each with its `+`.
    public var premiumPrefixes: [String]
    /// Emergency numbers as they are dialled.
    public var emergencyNumbers: Set<String>

    /// These numbers.
    public init(premiumPrefixes: [String], emergencyNumbers: [String]) {
        self.premiumPrefixes = premiumPrefixes
        self.emergencyNumbers = Set(emergencyNumbers)
    }

    /// Why a number is not dialled: words that follow it; `nil` when it may be.
    ///
    /// - Parameters:
    ///   - number: what is meant.
    ///   - written: what was written.
    ///   - plan: how it was understood.
    public func objection(to number: FaxNumber, written: FaxNumber, _ plan: NumberPlan) -> String? {
        let within = plan.countryCode.flatMap { number.digits.hasPrefix("+\($0)") ? $0 : nil }
        let local = within.map { String(number.digits.dropFirst($0.count + 1)) }
        if emergencyNumbers.contains(written.digits) || local.map(emergencyNumbers.contains) == true {
            return "is an emergency number"
        }
        if premiumPrefixes.contains(where: { number.digits.hasPrefix($0) }) { return "is charged at a premium rate" }
        return nil
    }
}
