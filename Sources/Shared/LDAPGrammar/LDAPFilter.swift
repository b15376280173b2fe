/// A search filter that can be sent. It is built of parts and written by `description`, which escapes every value, so
/// that nothing that comes from outside can change what is asked.
public typealias LDAPFilter = LDAPFilterExpression<LDAPValue>

/// The octets of an assertion value.
public struct LDAPValue: Hashable, Sendable {
    /// The octets, not escaped.
    public var bytes: [UInt8]

    /// A value of these octets.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The UTF-8 octets of `text`.
    public init(_ text: String) {
        self.bytes = Array(text.utf8)
    }
}

extension LDAPValue: ExpressibleByStringLiteral {
    /// The value that the source code spells out.
    public init(stringLiteral: String) {
        self.init(stringLiteral)
    }
}

extension LDAPValue: CustomStringConvertible {
    /// The `valueencoding` of RFC 4515 §3: letters, digits and harmless punctuation as they are, all other octets as
    /// `\` and two hexadecimal digits. That is more than the RFC demands (`*`, `(`, `)`, `\` and NUL): what is written is
    /// ASCII whatever the octets are.
    public var description: String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), UInt8(ascii: "{"),
                UInt8(ascii: "}"), 0..<0x20, 0x7F...:
                text += Self.escaped(byte)
            default: text.unicodeScalars.append(UnicodeScalar(byte))
            }
        }
        return text
    }

    private static func escaped(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "\\0\(digits)" : "\\\(digits)"
    }
}

extension LDAPFilterExpression: CustomStringConvertible where Value: CustomStringConvertible {
    /// The filter's text (RFC 4515 §3).
    public var description: String {
        switch self {
        case .and(let operands): "(&\(operands.map(\.description).joined()))"
        case .or(let operands): "(|\(operands.map(\.description).joined()))"
        case .not(let operand): "(!\(operand))"
        case .equal(let attribute, let value): "(\(attribute)=\(value))"
        case .substrings(let attribute, let initial, let any, let final):
            "(\(attribute)=\(initial?.description ?? "")*\(any.map { "\($0)*" }.joined())\(final?.description ?? ""))"
        case .greaterOrEqual(let attribute, let value): "(\(attribute)>=\(value))"
        case .lessOrEqual(let attribute, let value): "(\(attribute)<=\(value))"
        case .approximate(let attribute, let value): "(\(attribute)~=\(value))"
        case .present(let attribute): "(\(attribute)=*)"
        case .extensible(let attribute, let dn, let rule, let value):
            "(\(attribute?.description ?? "")\(dn ? ":dn" : "")\(rule.map { ":\($0)" } ?? ""):=\(value))"
        }
    }
}
