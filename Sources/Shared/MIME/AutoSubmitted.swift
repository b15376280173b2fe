/// Whether a program has made a mail, as its field Auto-Submitted says (RFC 3834 §5).
public enum AutoSubmitted: Hashable, Sendable {
    /// Somebody has written it: `no`, or there is no such field.
    case no
    /// A program's answer to another mail: `auto-replied`.
    case replied
    /// A program's, of its own accord (`auto-generated`) or for a reason that is not known here.
    case generated

    /// What a field's value says, whatever parameters follow.
    public init(_ value: String) {
        let word = value.trimmingPrefix(while: \.isWhitespace).prefix { $0.isLetter || $0 == "-" }.lowercased()
        switch word {
        case "no": self = .no
        case "auto-replied": self = .replied
        default: self = .generated
        }
    }
}
