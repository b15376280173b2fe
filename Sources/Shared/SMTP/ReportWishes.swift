public import FaxModel

/// What a client wants reported of a recipient (RFC 3461 §4).
public struct ReportWishes: Hashable, Sendable {
    /// Of which events the sender wants to be told (NOTIFY); `nil` where the client said nothing.
    public var notify: NotificationEvents?
    /// The address that the sender wrote (ORCPT): its type, `;`, and the address, decoded; `nil` where the client said nothing.
    public var originalRecipient: String?

    /// Wishes; none by default.
    public init(notify: NotificationEvents? = nil, originalRecipient: String? = nil) {
        self.notify = notify
        self.originalRecipient = originalRecipient
    }
}
