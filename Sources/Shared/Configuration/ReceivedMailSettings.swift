public import FaxModel

/// The mail that brings a received fax: keys of section `received`.
public struct ReceivedMailSettings: Sendable, Hashable {
    /// What of the fax is in it, where no profile says otherwise.
    public var attachment: ReceivedFaxRoute.Attachment
    /// Whether it shows a picture of the first page; `nil` where it is not said.
    public var preview: Bool?
    /// Whether it shows a picture of the first page, where no profile says otherwise: it does, unless it has nothing of the fax.
    public var hasPreview: Bool { preview ?? (attachment != .none) }
    /// The domain of fax addresses: the mail is from the caller's number there, so that an answer goes back as a fax. `nil`
    /// where it is from `deliver.from`.
    public var replyDomain: String?

    /// Reads the keys `attachment`, `preview` and `reply-domain`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        attachment = try section.value("attachment", default: .pdf)
        preview = try section.optional("preview")
        let domain: HostName? = try section.optional("reply-domain")
        replyDomain = domain?.text
    }
}

extension ReceivedFaxRoute.Attachment: ConfigurationValue {}
