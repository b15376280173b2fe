public import FaxModel

/// Some callers, as profiles and `received.reject` name them.
public enum CallerPattern: Hashable, Sendable {
    /// Those whose number is among these.
    case number(NumberPattern)
    /// Those who do not want their number to be told.
    case withheld
    /// Those whose number the exchange does not know.
    case unavailable

    /// Whether the caller is one of them.
    ///
    /// - Parameters:
    ///   - number: the caller's, an international one or an extension of our own; `nil` where it is not known.
    ///   - absence: why there is none, where that is told.
    public func contains(
        _ number: FaxNumber?, _ absence: CallerIdentification.Absence?, countryCode: String?
    ) -> Bool {
        switch self {
        case .number(let pattern): number.map { pattern.contains($0, countryCode: countryCode) } ?? false
        case .withheld: number == nil && absence == .withheld
        case .unavailable: number == nil && absence != .withheld
        }
    }

    /// Whether it is about our country.
    public var needsCountryCode: Bool {
        switch self {
        case .number(let pattern): pattern.needsCountryCode
        case .withheld, .unavailable: false
        }
    }
}

extension CallerPattern: ConfigurationValue, CustomStringConvertible {
    public static var expectation: String { "withheld, unavailable, \(NumberPattern.expectation)" }

    public init?(configuration text: String) {
        switch text {
        case "withheld": self = .withheld
        case "unavailable": self = .unavailable
        default:
            guard let pattern = NumberPattern(configuration: text) else { return nil }
            self = .number(pattern)
        }
    }

    public var description: String {
        switch self {
        case .number(let pattern): "\(pattern)"
        case .withheld: "withheld"
        case .unavailable: "unavailable"
        }
    }
}
