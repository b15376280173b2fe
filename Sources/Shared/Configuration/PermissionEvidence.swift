/// What there is to go by where it is to be said what a sender may ask for.
public enum PermissionEvidence: Hashable, Sendable {
    /// This is said of the sender, word by word, in a place: words that follow "in".
    case said([SenderPermission: [String]], place: String)
    /// The sender is not known, for a reason: a clause.
    case unknown(reason: String)
    /// The sender may be one of several, for a reason: a clause.
    case unclear(reason: String)
}
