/// Why a mail could not be taken apart.
public struct MailError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public enum Code: Hashable, Sendable {
        /// The bytes have no header at all.
        case notAMail
        /// The mail is larger than `MailLimits.byteCount`.
        case tooLarge
        /// Parts are nested deeper than `MailLimits.depth`.
        case tooDeep
        /// There are more parts than `MailLimits.partCount`.
        case tooManyParts
        /// There are more header fields than `MailLimits.fieldCount`.
        case tooManyFields
        /// A decoded body is larger than was allowed.
        case bodyTooLarge
    }

    /// What kind of trouble.
    public var code: Code
    /// What happened, as a sentence.
    public var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// How much of a mail is taken: what goes beyond is refused with `MailError`, never cut off silently.
public struct MailLimits: Hashable, Sendable {
    /// Bytes of the whole mail.
    public var byteCount: Int
    /// Levels of multiparts and messages within each other.
    public var depth: Int
    /// Parts of all levels together.
    public var partCount: Int
    /// Header fields of one part.
    public var fieldCount: Int

    /// The limits; the defaults are far above what people send.
    public init(byteCount: Int = 256 << 20, depth: Int = 50, partCount: Int = 2000, fieldCount: Int = 2000) {
        self.byteCount = byteCount
        self.depth = depth
        self.partCount = partCount
        self.fieldCount = fieldCount
    }
}
