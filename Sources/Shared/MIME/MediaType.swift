/// A media type (RFC 2045 §5), in lower case, with its parameters decoded (RFC 2231).
public struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// `text`, `image`, …
    public let type: String
    /// `plain`, `tiff`, …
    public let subtype: String
    /// The parameters; names in lower case, of names that stand twice the first.
    public let parameters: [String: String]

    /// The type `type/subtype`.
    public init(_ type: String, _ subtype: String, parameters: [String: String] = [:]) {
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }

    /// `type/subtype`, without parameters; each half cut to the 127 characters that a registered one may have (RFC 6838
    /// §4.2).
    public var description: String { "\(Self.shortened(type))/\(Self.shortened(subtype))" }

    private static func shortened(_ half: String) -> String { String(half.unicodeScalars.prefix(127)) }
}
