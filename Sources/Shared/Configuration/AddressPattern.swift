/// Some mail addresses, as a rule names them: `jane@example.com`, `*@example.com`, `fax-*@example.com`, `*@*.example.com`, or `<>`
/// for the null reverse path. Upper and lower case mean the same.
public struct AddressPattern: Hashable, Sendable {
    /// The pattern as it was written.
    public let text: String
    /// What stands between the stars of the local part; `nil` for the null reverse path.
    private let localPart: [String]?
    /// The domain, in lower case; empty for any.
    private let domain: String
    /// Whether domains below `domain` are meant, and not itself.
    private let isBelow: Bool

    /// Whether `address`, a reverse path without its angle brackets, is among them.
    public func contains(_ address: String) -> Bool {
        guard let localPart else { return address.isEmpty }
        let address = address.lowercased()
        // The last one: a quoted local part may have others (RFC 5321 §4.1.2).
        guard let at = address.lastIndex(of: "@") else { return false }
        let host = address[address.index(after: at)...]
        guard domain.isEmpty || (isBelow ? host.hasSuffix("." + domain) : host == domain) else { return false }
        return Self.matches(address[..<at], localPart)
    }

    /// Whether `text` is `pieces` with anything between them.
    private static func matches(_ text: Substring, _ pieces: [String]) -> Bool {
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
            return text == pieces.first ?? ""
        }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for piece in pieces[1..<(pieces.count - 1)] where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

extension AddressPattern: ConfigurationValue, CustomStringConvertible {
    public static var expectation: String {
        "a mail address, *@DOMAIN, *@*.DOMAIN for what is below it, or <> for mail without a return path"
    }

    public init?(configuration text: String) {
        self.text = text
        guard text != "<>" else {
            (localPart, domain, isBelow) = (nil, "", false)
            return
        }
        guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return nil }
        var domain = text[text.index(after: at)...].lowercased()
        isBelow = domain.hasPrefix("*.")
        if isBelow { domain.removeFirst(2) }
        if domain == "*" { domain = "" } else if HostName(configuration: domain) == nil { return nil }
        guard !(isBelow && domain.isEmpty) else { return nil }
        self.domain = domain
        localPart = text[..<at].lowercased().split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    public var description: String { text }
}
