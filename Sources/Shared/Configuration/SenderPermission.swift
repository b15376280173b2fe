/// What a directory can say that a sender may ask for: a key of section `directory.permissions`.
public enum SenderPermission: String, Hashable, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// Where he may fax.
    case numbers
    /// Which header fields he may use.
    case fields
    /// Which groups of lines he may name.
    case lineGroups = "line-groups"
    /// How urgent his faxes may be.
    case highestPriority = "highest-priority"

    /// What is said by it, to follow "nothing is said of".
    public var words: String {
        switch self {
        case .numbers: "where its sender may fax"
        case .fields: "which header fields its sender may use"
        case .lineGroups: "which groups of lines its sender may name"
        case .highestPriority: "how urgent faxes of its sender may be"
        }
    }
}
