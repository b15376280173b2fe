/// A mail address without a name and without quotes: atoms between dots, `@`, and a domain (RFC 5321 §4.1.2).
public struct MailAddress: Hashable, Sendable, ConfigurationValue {
    /// The address as written.
    public var text: String

    public static var expectation: String { "a mail address such as fax@fax.example.com" }

    public init?(configuration text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, HostName(configuration: String(halves[1])) != nil, halves[0].utf8.count <= 64,
            halves[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ Self.isAtom($0) })
        else { return nil }
        self.text = text
    }

    private static func isAtom(_ atom: Substring) -> Bool {
        !atom.isEmpty
            && atom.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || "0123456789!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains($0))
            }
    }
}
