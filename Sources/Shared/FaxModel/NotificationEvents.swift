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

    /// A call was made in vain, and the fax is still tried: word of each such call. No envelope can ask for it.
    public static let progress = NotificationEvents(rawValue: 8)

    /// What senders are told of who have not said what they want.
    public static let usual: NotificationEvents = [.success, .failure]

    /// The events of which the sender of a fax is told: those that the mail's header asks for, or else its envelope, or else the
    /// installation's own choice.
    ///
    /// - Parameters:
    ///   - header: what the header asks for; `nil` where it says nothing.
    ///   - envelope: what the envelope asks for (NOTIFY); `nil` where it says nothing.
    ///   - standard: what is told where nobody says anything.
    public static func wanted(
        header: NotificationEvents?, envelope: NotificationEvents?, standard: NotificationEvents = usual
    ) -> NotificationEvents {
        header ?? envelope ?? standard
    }
}
