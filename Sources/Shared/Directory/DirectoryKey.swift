public import FaxModel

/// Who is looked up.
public enum DirectoryKey: Hashable, Sendable {
    /// The sender who has this mail address.
    case sender(String)
    /// The recipient who has this mail address.
    case recipient(String)
    /// A user who has authenticated.
    case user(String)
    /// Who has this fax number, as the dial plan has it.
    case number(FaxNumber)
    /// Who has this name.
    case name(String)

    /// The words that say who is looked for.
    public var words: String {
        switch self {
        case .sender(let address), .recipient(let address): address
        case .user(let user): "user \(user)"
        case .number(let number): "\(number)"
        case .name(let name): "'\(name)'"
        }
    }
}
