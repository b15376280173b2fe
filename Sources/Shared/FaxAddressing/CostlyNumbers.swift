public import FaxModel

/// Numbers that no mail dials unless a rule names them: each call to them costs the owner of the line dearly, or keeps an
/// emergency service from somebody.
public struct CostlyNumbers: Hashable, Sendable {
    /// Why a number is one of them.
    public enum Kind: Hashable, Sendable {
        /// Whoever calls it pays more than for the call.
        case premiumRate
        /// An emergency number, as it is dialled.
        case emergency(String)

        /// Words that follow the number.
        public var words: String {
            switch self {
            case .premiumRate: "is charged at a premium rate"
            case .emergency: "is an emergency number"
            }
        }
    }

    /// The beginnings of international numbers at premium rates, each with its `+`.
    public var premiumPrefixes: [String]
    /// Emergency numbers as they are dialled.
    public var emergencyNumbers: Set<String>

    /// These numbers.
    public init(premiumPrefixes: [String], emergencyNumbers: [String]) {
        self.premiumPrefixes = premiumPrefixes
        self.emergencyNumbers = Set(emergencyNumbers)
    }

    /// Why a number is not dialled; `nil` when it is none of these.
    ///
    /// - Parameters:
    ///   - number: what is meant.
    ///   - written: what was written.
    ///   - plan: how it was understood.
    public func kind(of number: FaxNumber, written: FaxNumber, _ plan: NumberPlan) -> Kind? {
        let within = plan.countryCode.flatMap { number.digits.hasPrefix("+\($0)") ? $0 : nil }
        let local = within.map { String(number.digits.dropFirst($0.count + 1)) }
        // A telephone system may take the prefix of what looks like an extension for the way out.
        let outside = [plan.nationalPrefix, plan.internationalPrefix].filter {
            !$0.isEmpty && written.digits.hasPrefix($0)
        }
        .map { String(written.digits.dropFirst($0.count)) }
        for digits in [written.digits, number.digits, local].compactMap(\.self) + outside
        where emergencyNumbers.contains(digits) {
            return .emergency(digits)
        }
        return premiumPrefixes.contains { number.digits.hasPrefix($0) } ? .premiumRate : nil
    }
}
