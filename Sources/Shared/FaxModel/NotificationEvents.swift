/// The events of which somebody wants to be told, as DSN's NOTIFY names them (RFC 3461 §4.1); none of them is NEVER.
public struct NotificationEvents: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The fax was sent.
    public static let success = NotificationEvents(rawValue: 1)
    /// The fax failed for good.
    public static let failure = NotificationEvents(rawValue: 2)
    /// The fax is still on its way after some calls.
    public static let delay = NotificationEvents(rawValue: 4)

    /// What a sender is told who said nothing.
    public static let standard: NotificationEvents = [.success, .failure]
}
