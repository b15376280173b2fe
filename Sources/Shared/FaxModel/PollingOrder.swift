/// What is asked of a far station that has documents (polling, T.30 §5.3.6.1.2): in place of pages, in a task that dials.
public struct PollingOrder: Hashable, Sendable, Codable {
    /// Which document is wanted (SEP), up to 20 characters; `nil` for the one that there is.
    public var address: String?
    /// The password (PWD), up to 20 characters; `nil` for none.
    public var password: StoredSecret?
    /// The mail address that gets what comes; `nil` for that of faxes for whom nobody else is found.
    public var recipient: String?

    /// An order for a document.
    public init(address: String? = nil, password: StoredSecret? = nil, recipient: String? = nil) {
        self.address = address
        self.password = password
        self.recipient = recipient
    }
}
