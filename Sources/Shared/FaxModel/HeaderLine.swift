/// What stands on top of every page that is sent.
public enum HeaderLine: Hashable, Sendable, Codable {
    /// The usual: date, sender, recipient, page.
    case on
    /// Nothing; the rows stay white.
    case off
    /// This text in place of the sender's number and name.
    case text(String)
}
