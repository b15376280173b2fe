/// Whether a program has made a mail, as its field Auto-Submitted says (RFC 3834 §5).
public enum AutoSubmitted: Hashable, Sendable {
    /// Somebody has written it: `no`, or there is no such field.
    case no
    /// A program's answer to another mail: `auto-replied`.
    case replied
    /// A program's, of its own accord (`auto-generated`) or for a reason that is not known here.
    case generated

    /// What a field's value says, whatever comments come before it and parameters after it.
    public init(_ value: String) {
        let word = Self.withoutComments(value).prefix { $0.isLetter || $0 == "-" }.lowercased()
        switch word {
        case "no": self = .no
        case "auto-replied": self = .replied
        default: self = .generated
        }
    }

    /// What comes after white space and comments (RFC 5322 §3.2.2, CFWS), which may be nested; nothing where one has no end.
    private static func withoutComments(_ value: String) -> Substring {
        var rest = value[...]
        var depth = 0
        while let character = rest.first, depth > 0 || character == "(" || character.isWhitespace {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "\\": rest = rest.dropFirst()
            default: break
            }
            rest = rest.dropFirst()
        }
        return rest
    }
}
