/// A way to send image data over the telephone line: a modulation at one of its rates (T.30 table 2, bits 11 to 14).
public enum Modulation: String, Hashable, Sendable, Codable, CaseIterable {
    case v27ter2400, v27ter4800
    case v29at7200, v29at9600
    case v17at7200, v17at9600, v17at12000, v17at14400

    /// The rate in bit/s.
    public var bitRate: Int {
        switch self {
        case .v27ter2400: 2400
        case .v27ter4800: 4800
        case .v29at7200, .v17at7200: 7200
        case .v29at9600, .v17at9600: 9600
        case .v17at12000: 12000
        case .v17at14400: 14400
        }
    }

    /// The rates that there are, in bit/s, the lowest first.
    public static let bitRates = Set(allCases.map(\.bitRate)).sorted()

    /// The Recommendation that defines it.
    public var recommendation: String {
        switch self {
        case .v27ter2400, .v27ter4800: "V.27ter"
        case .v29at7200, .v29at9600: "V.29"
        case .v17at7200, .v17at9600, .v17at12000, .v17at14400: "V.17"
        }
    }

    /// Octets that take `milliseconds` at this rate, rounded up.
    public func octets(milliseconds: Int) -> Int { (bitRate * milliseconds + 7999) / 8000 }
}

extension Modulation: CustomStringConvertible {
    public var description: String { "\(recommendation) \(bitRate) bit/s" }
}
