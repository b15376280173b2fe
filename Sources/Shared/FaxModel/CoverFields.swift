/// What a sender wants to have on the cover page, in place of what mail and directory say or beside it.
public struct CoverFields: Hashable, Sendable, Codable {
    /// A row of its own: a label and a text.
    public struct Row: Hashable, Sendable, Codable {
        public var label: String
        public var text: String

        /// The row `label text`.
        public init(label: String, text: String) {
            self.label = label
            self.text = text
        }
    }

    /// The subject to print in place of the mail's; `nil` for the mail's own.
    public var subject: String?
    /// A text below everything else.
    public var comments: String?
    /// What is known of the recipient.
    public var recipient: Party?
    /// What is known of the sender.
    public var sender: Party?
    /// Further rows.
    public var rows: [Row]?

    /// Fields; none by default.
    public init(
        subject: String? = nil, comments: String? = nil, recipient: Party? = nil, sender: Party? = nil,
        rows: [Row]? = nil
    ) {
        self.subject = subject
        self.comments = comments
        self.recipient = recipient
        self.sender = sender
        self.rows = rows
    }

    /// The same with the fields of `other`, which are of one recipient alone, in place of these; its rows come after these.
    public func overlaid(by other: CoverFields?) -> CoverFields {
        guard let other else { return self }
        let rows = (self.rows ?? []) + (other.rows ?? [])
        return CoverFields(
            subject: other.subject ?? subject, comments: other.comments ?? comments,
            recipient: recipient.map { $0.overlaid(by: other.recipient) } ?? other.recipient,
            sender: sender.map { $0.overlaid(by: other.sender) } ?? other.sender, rows: rows.isEmpty ? nil : rows)
    }
}
