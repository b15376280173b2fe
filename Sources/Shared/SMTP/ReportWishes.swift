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

    /// What is wanted of a recipient of whom two wishes speak: every event that one of them names, so that nobody who wants word goes
    /// without. Who says nothing of events wants the usual ones (RFC 3461 §4.1).
    ///
    /// Of two addresses that senders wrote, the first counts of which anything is to be told.
    public func united(with other: ReportWishes) -> ReportWishes {
        let events: NotificationEvents? =
            switch (notify, other.notify) {
            case (nil, nil): nil
            case (let one?, let another?): one.union(another)
            case (let one?, nil), (nil, let one?): one.isEmpty ? nil : one.union(.usual)
            }
        let (first, second) = notify?.isEmpty == true ? (other, self) : (self, other)
        return ReportWishes(
            notify: events, originalRecipient: first.originalRecipient ?? second.originalRecipient)
    }
}
