import Foundation

/// A distinguished name with a placeholder, as an operator writes it: `uid={user},ou=people,dc=example,dc=com`. What fills the
/// placeholder becomes part of a value, and never of the name's grammar.
public struct LDAPNameTemplate: Hashable, Sendable {
    private let before: String
    private let after: String

    /// Reads a name in which `{placeholder}` stands once, as a value or a part of one; `nil` for any other.
    public init?(_ text: String, placeholder: String) {
        let parts = text.components(separatedBy: "{\(placeholder)}")
        guard parts.count == 2, parts[0].contains("=") else { return nil }
        before = parts[0]
        after = parts[1]
    }

    /// The name with `value` in the placeholder's place, escaped as RFC 4514 §2.4 says.
    ///
    /// - Returns: `nil` for an empty value, which would name somebody else.
    public func name(_ value: String) -> String? {
        guard !value.isEmpty else { return nil }
        return before + value.unicodeScalars.map(Self.escaped).joined() + after
    }

    /// Every special character by its code: then it does not matter where in the value it stands.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"", "+", ",", ";", "<", ">", "\\", "#", "=", " ", "\0"..."\u{1F}", "\u{7F}":
            let digits = String(scalar.value, radix: 16)
            return "\\" + (digits.count < 2 ? "0" : "") + digits
        default: return String(scalar)
        }
    }
}
