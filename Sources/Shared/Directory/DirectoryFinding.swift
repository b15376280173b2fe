/// What a look-up brought.
public enum DirectoryFinding: Hashable, Sendable {
    /// Exactly one has the key.
    case found(DirectoryPerson)
    /// Nobody has it.
    case unknown
    /// Several have: it is not clear who is meant.
    case several

    /// Who was found.
    public var person: DirectoryPerson? {
        switch self {
        case .found(let person): person
        case .unknown, .several: nil
        }
    }
}
