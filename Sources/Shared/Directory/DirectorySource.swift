public import FaxModel
public import LDAPGrammar

/// Where people are looked up: a directory, a copy of it, or the configuration.
public protocol PersonSource: Sendable {
    /// Who has these keys, each asked for once, in as few questions as it takes.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func people(_ keys: Set<DirectoryKey>) async throws(Failure) -> [DirectoryKey: DirectoryFinding]
}

extension PersonSource {
    /// Who has this key.
    public func person(_ key: DirectoryKey) async throws(Failure) -> DirectoryFinding {
        try await people([key])[key] ?? .unknown(in: "the directory")
    }
}

/// Whom the directory is asked about.
public enum DirectoryIdentity: Hashable, Sendable {
    /// A user who has authenticated.
    case user(String)
    /// Whoever has this mail address.
    case address(String)
}

/// Where it is known who is in which group.
public protocol GroupSource: Sendable {
    /// The groups of a person; none for nobody, and where it is not clear who is meant.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func groups(of identity: DirectoryIdentity) async throws(Failure) -> Set<DistinguishedName>
}
