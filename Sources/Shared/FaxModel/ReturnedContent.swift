/// What a report gives back of the mail that it is about (RFC 3461 §4.3).
public enum ReturnedContent: String, Hashable, Sendable, Codable {
    /// The whole mail, where the report is about a failure.
    case full
    /// The header alone.
    case header
}
