internal import CGMime

/// A mail, taken apart (RFC 5322, RFC 2045 ff.).
///
/// A value: nothing of it refers to the library that parsed it. Bodies share the bytes that were parsed and are decoded
/// when they are asked for, so looking at the header of a large mail costs little.
public struct Mail: Sendable {
    /// The header fields, all of them: first, in their order, those of the mail; then, in theirs, those whose names
    /// begin with `Content-`, which are also its root's.
    public let fields: [HeaderField]
    /// The mail's content.
    public let root: MailPart

    /// Takes `bytes` apart. What is broken is read as well as it can be: a missing boundary, an unknown charset,
    /// eight-bit bytes where none belong.
    ///
    /// - Throws: `MailError` when there is no header, or a limit is exceeded.
    public init(parsing bytes: [UInt8], limits: MailLimits = MailLimits()) throws(MailError) {
        var reader = MailReader(bytes: bytes, limits: limits)
        self = try reader.mail()
    }

    init(fields: [HeaderField], root: MailPart) {
        self.fields = fields
        self.root = root
    }
}

extension Mail {
    /// The decoded value of the first field of this name; case does not count; `nil` when there is none.
    public func field(named name: String) -> String? {
        fields.value(of: name)
    }

    /// The subject, decoded; `nil` when there is none.
    public var subject: String? { field(named: "Subject") }

    /// The Message-ID without its angle brackets; `nil` when there is none, or it is no message id.
    public var messageID: String? {
        guard let value = field(named: "Message-ID") else { return nil }
        let opening = value.firstIndex(of: "<").map { value.index(after: $0) } ?? value.startIndex
        let found = String(value[opening...].prefix { $0 != ">" })
        return found.isEmpty || found.contains(where: \.isWhitespace) ? nil : found
    }

    /// The first author (From), with the display name decoded; `nil` when there is none.
    public var from: Mailbox? { mailboxes(in: "From").first }

    /// The mailboxes of all fields of this name, those of groups included.
    public func mailboxes(in name: String) -> [Mailbox] {
        fields.filter { $0.isNamed(name) }.flatMap { Mailbox.list($0.raw) }
    }
}
