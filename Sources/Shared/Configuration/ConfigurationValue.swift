/// A type that one word of the configuration can be read as.
public protocol ConfigurationValue {
    /// What the reader of an error message is told to write, such as `a whole number`.
    static var expectation: String { get }

    /// Reads the text of a value; `nil` when it is not of this type.
    init?(configuration text: String)
}

extension String: ConfigurationValue {
    public static var expectation: String { "text" }

    public init?(configuration text: String) {
        self = text
    }
}

extension Int: ConfigurationValue {
    public static var expectation: String { "a whole number" }

    public init?(configuration text: String) {
        self.init(text)
    }
}

extension Bool: ConfigurationValue {
    public static var expectation: String { "yes or no" }

    public init?(configuration text: String) {
        switch text {
        case "yes", "true", "on": self = true
        case "no", "false", "off": self = false
        default: return nil
        }
    }
}

/// Durations: a whole number and one of `ms`, `s`, `m`, `h`, `d`; up to a hundred years, so that nobody who computes with
/// them runs out of bits.
extension Duration: ConfigurationValue {
    public static var expectation: String { "a duration such as 500ms, 30s, 5m, 2h or 1d, up to 36500d" }

    public init?(configuration text: String) {
        let digits = text.prefix(while: \.isNumber)
        guard let count = Int64(digits) else { return nil }
        let unit: Duration
        switch text.dropFirst(digits.count) {
        case "ms": unit = .milliseconds(1)
        case "s": unit = .seconds(1)
        case "m": unit = .seconds(60)
        case "h": unit = .seconds(3600)
        case "d": unit = .seconds(86400)
        default: return nil
        }
        guard count <= Int64(Duration.seconds(36500 * 86400) / unit) else { return nil }
        self = unit * count
    }
}

/// A number of bytes: a whole number, with `B`, `KiB`, `MiB` or `GiB` where wanted.
public struct ByteCount: Hashable, Sendable, ConfigurationValue {
    /// Bytes.
    public var bytes: Int

    /// So many bytes.
    public init(_ bytes: Int) {
        self.bytes = bytes
    }

    /// So many times 1,048,576 bytes.
    public static func mebibytes(_ count: Int) -> ByteCount {
        ByteCount(count << 20)
    }

    public static var expectation: String { "a size such as 65536, 256KiB, 64MiB or 2GiB" }

    public init?(configuration text: String) {
        let digits = text.prefix(while: \.isNumber)
        guard let count = Int(digits) else { return nil }
        let shift: Int
        switch text.dropFirst(digits.count) {
        case "", "B": shift = 0
        case "KiB": shift = 10
        case "MiB": shift = 20
        case "GiB": shift = 30
        default: return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << shift)
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}

/// Enumerations of words: the error message lists them.
extension ConfigurationValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var expectation: String {
        "one of " + allCases.map(\.rawValue).joined(separator: ", ")
    }

    public init?(configuration text: String) {
        self.init(rawValue: text)
    }
}
