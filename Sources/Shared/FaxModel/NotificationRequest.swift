/// How the word of a result is given: what a sender asks for in header fields, and what holds where he does not.
public struct NotificationRequest: Hashable, Sendable, Codable {
    /// What the word of a result is written as.
    public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
        /// A report for people and mail programs (RFC 6522, RFC 3464).
        case report
        /// A text for people, and nothing else.
        case text
        /// A report with the result as JSON, too.
        case json
    }

    /// How many faxes one word of a result is about.
    public enum Scope: String, Hashable, Sendable, Codable, CaseIterable {
        /// Each fax is told of by itself, as soon as it has ended.
        case fax
        /// All faxes of a mail are told of together, when the last of them has ended.
        case mail
    }

    /// The events of which somebody is told; `nil` for those that the envelope asks for, or else `standardEvents`.
    public var events: NotificationEvents?
    /// The events of which somebody is told where neither header nor envelope says it; `nil` for the usual. `enrich` writes here what the
    /// directory has of the sender, or the installation's own choice.
    public var standardEvents: NotificationEvents?
    /// The mail address that is told; `nil` for the return path.
    public var recipient: String?
    /// What it is written as; `nil` for a report.
    public var format: Format?
    /// Whether the pages as sent are attached; `nil` for the installation's own choice.
    public var hasDocument: Bool?
    /// Whether a picture of the first page as sent is in it; `nil` for the installation's own choice.
    public var hasPicture: Bool?
    /// Whether the faxes of a mail are told of together; `nil` for each by itself. `enrich` writes the installation's own choice here.
    public var scope: Scope?

    /// A request; of nothing by default.
    public init(
        events: NotificationEvents? = nil, recipient: String? = nil, format: Format? = nil, hasDocument: Bool? = nil,
        hasPicture: Bool? = nil, scope: Scope? = nil, standardEvents: NotificationEvents? = nil
    ) {
        self.standardEvents = standardEvents
        self.scope = scope
        self.events = events
        self.recipient = recipient
        self.format = format
        self.hasDocument = hasDocument
        self.hasPicture = hasPicture
    }
}
