/// A part of a mail: a body, or something that holds parts.
public struct MailPart: Sendable {
    /// The part's own header; for the root of a mail, the fields of the mail whose names begin with `Content-`.
    public let fields: [HeaderField]
    /// What it is; `text/plain` where it does not say.
    public let mediaType: MediaType
    /// `inline`, `attachment` or another word, in lower case; `nil` where it does not say (RFC 2183).
    public let disposition: String?
    /// The file name that the sender gave (RFC 2231, RFC 2047), without folders and control characters: for people to
    /// read, not for use as a path.
    public let fileName: String?
    /// The Content-ID without angle brackets.
    public let contentID: String?
    /// What is in it.
    public let content: Content

    /// What a part holds.
    public enum Content: Sendable {
        /// A body.
        case body(EncodedBody)
        /// The parts of a multipart, in their order.
        case parts([MailPart])
        /// The mail of a `message/rfc822` part.
        indirect case message(Mail)
    }
}

extension MailPart {
    /// Whether it is offered as a file rather than as something to read on.
    public var isAttachment: Bool { disposition == "attachment" }

    /// A name for people: the file name, or the media type where there is none.
    public var displayName: String { fileName ?? mediaType.description }

    /// The part's parts; none when it is a body or a mail.
    public var parts: [MailPart] {
        switch content {
        case .parts(let parts): parts
        case .body, .message: []
        }
    }

    /// Of a `multipart/related` (RFC 2387 §3), the index of the part to begin with: the one that the parameter `start`
    /// names, or the first; `nil` when it has none.
    public var relatedRoot: Int? {
        guard let first = parts.indices.first else { return nil }
        guard let start = mediaType.parameters["start"] else { return first }
        let name = start.drop { $0 == "<" }.prefix { $0 != ">" }
        return parts.firstIndex { $0.contentID.map { $0 == name } ?? false } ?? first
    }

    /// The index of the alternative to use of a `multipart/alternative` (RFC 2046 §5.1.4): the last that `canShow`
    /// accepts; `nil` when it accepts none.
    public func bestAlternative(where canShow: (MailPart) -> Bool) -> Int? {
        parts.lastIndex(where: canShow)
    }
}
