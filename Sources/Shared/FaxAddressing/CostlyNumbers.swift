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

    /// The beginnings of numbers at premium rates: of international ones with their `+`, and of short ones, which are dialled without an
    /// area code, as they are dialled.
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
    /// Lines may dial it with its area code or without, and a telephone system may take the beginning of what looks like an extension for
    /// the way out: it is one of these if it is in any of these ways.
    ///
    /// - Parameters:
    ///   - number: what is meant.
    ///   - written: what was written.
    ///   - plan: how it was understood.
    public func kind(of number: FaxNumber, written: FaxNumber, _ plan: NumberPlan) -> Kind? {
        if let digits = [written.digits, number.digits].first(where: emergencyNumbers.contains) {
            return .emergency(digits)
        }
        guard number.digits.hasPrefix("+") else { return kind(ofExtension: number, plan) }
        if premiumPrefixes.contains(where: number.digits.hasPrefix) { return .premiumRate }
        guard let national = number.digits.behind(plan.countryCode.map { "+\($0)" }) else { return nil }
        if emergencyNumbers.contains(national) { return .emergency(national) }
        if plan.nationalPrefix.isEmpty, let kind = kind(ofShort: national) { return kind }
        return national.behind(plan.areaCode).flatMap(kind(ofShort:))
    }

    /// What is dialled without an area code.
    private func kind(ofShort digits: String) -> Kind? {
        if emergencyNumbers.contains(digits) { return .emergency(digits) }
        return premiumPrefixes.contains(where: digits.hasPrefix) ? .premiumRate : nil
    }

    private func kind(ofExtension number: FaxNumber, _ plan: NumberPlan) -> Kind? {
        var outside = plan
        outside.extensionDigits = 0
        for prefix in [plan.nationalPrefix, plan.internationalPrefix] where !prefix.isEmpty {
            // Where it is dialled as it is, there may be no telephone system that knows the extension.
            if number.digits.hasPrefix(prefix), let meant = try? outside.resolve(number),
                let kind = kind(of: meant, written: number, outside)
            {
                return kind
            }
            guard let rest = number.digits.behind(prefix).flatMap({ FaxNumber($0) }) else { continue }
            let meant = try? outside.resolve(rest)
            if let kind = kind(ofShort: rest.digits) ?? meant.flatMap({ kind(of: $0, written: rest, outside) }) {
                return kind
            }
        }
        return nil
    }
}

extension String {
    /// What stands behind `prefix`; `nil` where there is none, or the text begins otherwise.
    fileprivate func behind(_ prefix: String?) -> String? {
        guard let prefix, hasPrefix(prefix) else { return nil }
        return String(dropFirst(prefix.count))
    }
}
