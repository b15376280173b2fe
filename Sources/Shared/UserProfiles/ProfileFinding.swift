import Configuration
public import FaxModel

/// Whose a received fax is, and how that was found.
public struct ProfileFinding: Hashable, Sendable {
    /// A profile that is not about the fax.
    public struct Mismatch: Hashable, Sendable {
        /// The profile.
        public var entry: ProfileTable.Entry
        /// Why it is not: a clause.
        public var reason: String
    }

    /// The most exact of the profiles that match, other than copies; `nil` where none does.
    public var decision: ProfileTable.Entry?
    /// All profiles that match, other than copies, in their order.
    public var matches: [ProfileTable.Entry] = []
    /// The profiles that match and make further copies, in their order.
    public var copies: [ProfileTable.Entry] = []
    /// Those that were looked at and do not match.
    public var mismatches: [Mismatch] = []

    /// The way of the fax to whom it is for; `nil` where no profile says so.
    public var route: ReceivedFaxRoute? { decision?.profile.route }
    /// The ways of its further copies.
    public var copyRoutes: [ReceivedFaxRoute] { copies.map(\.profile.route) }
}
