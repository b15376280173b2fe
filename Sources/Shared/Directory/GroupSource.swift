public import FaxModel
public import LDAPGrammar

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
