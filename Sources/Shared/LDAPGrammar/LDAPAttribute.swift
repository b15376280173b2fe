/// An attribute description (RFC 4512 §2.5): `mail`, `2.5.4.3`, `cn;lang-de`. Upper and lower case mean the same.
public struct LDAPAttribute: Hashable, Sendable {
    /// The description as it was written.
    public let name: String
    /// The same in lower case, by which two are compared: made once, because they are compared all the time.
    private let key: String

    public static func == (left: LDAPAttribute, right: LDAPAttribute) -> Bool {
        left.key == right.key
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(key)
    }
}

extension LDAPAttribute {
    /// No attribute at all, in a search (RFC 4511 §4.5.1.8).
    public static let none: LDAPAttribute = "1.1"
}

extension LDAPAttribute: LosslessStringConvertible {
    public var description: String { name }

    /// Reads a description: a name of letters, digits and hyphens that begins with a letter, or a dotted number, then
    /// options after semicolons.
    ///
    /// - Returns: `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let type = parts.first, Self.isName(type) || Self.isObjectIdentifier(type) else { return nil }
        guard parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isKeyCharacter) }) else {
            return nil
        }
        self.name = text
        key = text.lowercased()
    }

    /// RFC 4512 §1.4 `descr`.
    static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy(isKeyCharacter)
    }

    /// RFC 4512 §1.4 `numericoid`.
    static func isObjectIdentifier(_ text: Substring) -> Bool {
        let arcs = text.split(separator: ".", omittingEmptySubsequences: false)
        return arcs.count > 1
            && arcs.allSatisfy { arc in
                !arc.isEmpty && arc.utf8.allSatisfy(isDigit) && (arc.count == 1 || !arc.hasPrefix("0"))
            }
    }

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension LDAPAttribute: ExpressibleByStringLiteral {
    /// The attribute that the source code names.
    public init(stringLiteral: String) {
        guard let attribute = LDAPAttribute(stringLiteral) else {
            preconditionFailure("'\(stringLiteral)' is no attribute description (RFC 4512 §2.5)")
        }
        self = attribute
    }
}
