/// An entry that should have a profile, and has none, or not all of it.
public struct BadProfile: Hashable, Sendable, Codable {
    /// Its distinguished name.
    public var dn: String
    /// What is wrong, and what was done about it.
    public var reason: String
}
