/// Some far ends, by what they call themselves (TSI, T.30 §5.3.6.1.1): a text, where `*` stands for anything. Spaces do not count, nor
/// do upper and lower case: machines write their ids as it pleases them.
public struct StationPattern: Hashable, Sendable {
    /// The pattern as written.
    public var text: String

    /// Whether a far end that calls itself so is one of them.
    public func contains(_ station: String) -> Bool {
        let parts = Self.plain(text).split(separator: "*", omittingEmptySubsequences: false)
        var rest = Self.plain(station)[...]
        guard let first = parts.first, rest.hasPrefix(first) else { return false }
        guard parts.count > 1, let last = parts.last else { return rest == first }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// Characters of it that stand for themselves: the more, the fewer far ends are meant.
    public var exactness: Int { Self.plain(text).count { $0 != "*" } }

    private static func plain(_ text: String) -> String {
        text.filter { $0 != " " }.lowercased()
    }
}

extension StationPattern: ConfigurationValue, CustomStringConvertible {
    public static var expectation: String { "what a fax machine calls itself, such as +49 228 123* or *ACME*" }

    public init?(configuration text: String) {
        guard text.contains(where: { $0 != " " && $0 != "*" }), text.allSatisfy({ $0.isASCII && !$0.isNewline }) else {
            return nil
        }
        self.text = text
    }

    public var description: String { text }
}
