import Foundation

/// A password as the spool has it: sealed with the installation's key, which the spool's machine need not have. So it can't be read in
/// the database, in a mail, a backup or a log.
public struct StoredSecret: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What is stored: `sealed:` and base64. One that an earlier version has stored is the password itself.
    public let text: String

    private static let mark = "sealed:"

    /// What was stored.
    public init(stored text: String) {
        self.text = text
    }

    /// What a seal has made of a password.
    public init(sealed octets: [UInt8]) {
        text = Self.mark + Data(octets).base64EncodedString()
    }

    /// Whether a text begins as what a seal has made does.
    public static func isSealed(_ text: some StringProtocol) -> Bool { text.hasPrefix(mark) }

    /// What a seal has made of the password; `nil` where no seal has made it.
    public var sealed: [UInt8]? {
        guard Self.isSealed(text) else { return nil }
        return Data(base64Encoded: String(text.dropFirst(Self.mark.count))).map { Array($0) }
    }

    /// Without what is stored: a value that is printed by mistake tells nothing.
    public var description: String { "a password" }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
