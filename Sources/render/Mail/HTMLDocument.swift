import MIME

/// An HTML text with what it refers to within its mail.
struct HTMLDocument: Hashable, Sendable {
    /// The bytes as sent.
    var bytes: [UInt8]
    /// The charset that the mail says they have; `nil` where it says none.
    var charset: String?
    /// Pictures and the like of the same mail, by the URLs under which the text may ask for them.
    var resources: [String: HTMLResource] = [:]
    /// The plain text of the same, for when the HTML can't be printed.
    var plain: String?

    /// The text.
    var text: String {
        charset != nil
            ? String(decoding: bytes, charset: charset) : String(decoding: bytes, charset: Self.metaCharset(bytes))
    }

    /// The charset that the text names itself (HTML §4.2.5.4); `nil` where it names none.
    private static func metaCharset(_ bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
        return head.firstMatch(of: #/<meta[^>]*charset\s*=\s*["']?([a-z0-9_:.\-]+)/#).map { String($0.1) }
    }
}

/// Something that an HTML text refers to.
struct HTMLResource: Hashable, Sendable {
    var mediaType: String
    var bytes: [UInt8]
}

extension HTMLDocument {
    /// Whether the text asks for what is known by this Content-ID or Content-Location (RFC 2392, RFC 2557).
    func refers(to part: MailPart) -> Bool {
        let text = text
        return Self.urls(of: part).contains { text.contains($0) }
    }

    /// The URLs under which a text may ask for a part.
    static func urls(of part: MailPart) -> [String] {
        var urls: [String] = []
        if let id = part.contentID, !id.isEmpty {
            urls.append("cid:\(id)")
            let escaped = id.replacing("@", with: "%40")
            if escaped != id { urls.append("cid:\(escaped)") }
        }
        if let location = part.fields.value(of: "Content-Location"), !location.isEmpty { urls.append(location) }
        return urls
    }
}
