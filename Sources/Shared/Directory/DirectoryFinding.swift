/// What a look-up brought.
public enum DirectoryFinding: Hashable, Sendable {
    /// Exactly one has the key.
    case found(DirectoryPerson)
    /// Nobody has it there: what was asked, as histories call it (`the directory`).
    case unknown(in: String)
    /// Several have it there: it is not clear who is meant.
    case several(in: String)

    /// Who was found.
    public var person: DirectoryPerson? {
        switch self {
        case .found(let person): person
        case .unknown, .several: nil
        }
    }
}
