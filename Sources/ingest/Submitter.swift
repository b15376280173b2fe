/// Who hands in mail: what a connection has shown of itself.
struct Submitter: Hashable, Sendable {
    /// The client's IP address.
    var client: String
    /// The name of the listener that it has connected to.
    var listener: String
    /// The user as whom it has authenticated; `nil` where it has not.
    var user: String?
}
