public import FaxModel

/// A group of a directory: who is in it, and in the groups within it.
public struct DirectoryGroup: Hashable, Sendable {
    /// Where it stands: words that follow "in", such as `the directory as cn=sales,ou=groups`.
    public var place: String
    /// The people, each once, those of the group itself first.
    public var members: [DirectoryPerson]
    /// Members of which the directory has no entry, or several, by the names that the group has for them.
    public var missing: [String]

    /// A group.
    public init(place: String, members: [DirectoryPerson], missing: [String] = []) {
        self.place = place
        self.members = members
        self.missing = missing
    }
}

/// What a look-up of a group brought.
public enum DirectoryGroupFinding: Hashable, Sendable {
    /// Exactly one is called so.
    case found(DirectoryGroup)
    /// None is.
    case unknown
    /// Several are: it is not clear which is meant.
    case several
    /// It has more members, groups within it among them, than `directory.groups.maximum-members`.
    case tooLarge(limit: Int)
}

/// Where it is known who is in a group.
public protocol GroupMemberSource: Sendable {
    /// The group that has this name, or this mail address.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func group(_ name: String) async throws(Failure) -> DirectoryGroupFinding
}
