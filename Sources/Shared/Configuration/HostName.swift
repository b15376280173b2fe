import Foundation

/// A host's or a domain's name: letters, digits, hyphens within, and underscores, between dots (RFC 5321 §4.1.2, and what
/// people have).
public struct HostName: Hashable, Sendable, ConfigurationValue {
    /// The name as written.
    public var text: String

    public static var expectation: String { "a host's or domain's name such as fax.example.com" }

    public init?(configuration text: String) {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy({ Self.isLabel($0) }) else { return nil }
        self.text = text
    }

    /// What the machine calls itself; `localhost` where that is no name.
    static var ofThisMachine: HostName {
        HostName(configuration: ProcessInfo.processInfo.hostName) ?? HostName(text: "localhost")
    }

    private init(text: String) {
        self.text = text
    }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
            }
    }
}
