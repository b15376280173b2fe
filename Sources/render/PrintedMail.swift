import MIME

/// Finds what is to be printed of a mail.
///
/// Each part is printed or named as left out: none is passed over in silence, except for what stands for something else
/// that is printed (another alternative of the same text, a signature) and for text without a visible character.
struct PrintedMail {
    /// The parts, in their order.
    private(set) var parts: [PrintedPart] = []

    /// Looks through `mail`.
    init(_ mail: Mail) {
        add(mail.root)
    }

    private mutating func add(_ part: MailPart) {
        switch part.content {
        case .body(let body): add(body, of: part)
        case .message(let mail): add(mail, forwardedAs: part)
        case .parts(let children):
            switch part.mediaType.subtype {
            case "alternative": addAlternative(part)
            case "related": addRelated(part)
            case "signed":
                for child in children where !Self.isSignature(child) { add(child) }
            case "encrypted":
                omit(part, named: "encrypted mail", "It is encrypted.")
            default:
                for child in children { add(child) }
            }
        }
    }

    private mutating func addAlternative(_ part: MailPart) {
        guard let chosen = part.bestAlternative(where: Self.canShow) else {
            // Nothing that can be printed: the last is what the sender likes best (RFC 2046 §5.1.4).
            if let last = part.parts.last { add(last) }
            for other in part.parts.dropLast() { addAttachments(within: other) }
            return
        }
        add(part.parts[chosen])
        // Mail programs put attachments and pictures into the alternative that they like best; they are no alternatives
        // of the text.
        for (index, other) in part.parts.enumerated() where index != chosen { addAttachments(within: other) }
    }

    private mutating func addRelated(_ part: MailPart) {
        guard let root = part.relatedRoot else { return }
        add(part.parts[root])
        for (index, child) in part.parts.enumerated() where index != root { add(child) }
    }

    /// Of an alternative that is not shown, what is no form of the text.
    private mutating func addAttachments(within part: MailPart) {
        switch part.content {
        case .parts(let children):
            for child in children { addAttachments(within: child) }
        case .message: add(part)
        case .body:
            if part.isAttachment || part.mediaType.type != "text" && !Self.isSignature(part) { add(part) }
        }
    }

    private mutating func add(_ mail: Mail, forwardedAs part: MailPart) {
        let header = ["From", "To", "Cc", "Date", "Subject"].compactMap { name in
            mail.field(named: name).map { "\(name): \($0)" }
        }
        parts.append(.text(name: part.displayName, header.joined(separator: "\n")))
        add(mail.root)
    }

    private mutating func add(_ body: EncodedBody, of part: MailPart) {
        let bytes: [UInt8]
        do {
            bytes = try body.decoded(limit: Self.maximumBytes)
        } catch {
            return omit(part, "\(error)")
        }
        if part.mediaType.type != "text", let kind = ContentKind(of: bytes) {
            switch kind {
            case .pdf: parts.append(.pdf(name: part.displayName, bytes))
            case .tiff: parts.append(.tiff(name: part.displayName, bytes))
            case .tnef: parts.append(.tnef(name: part.displayName, bytes))
            }
            return
        }
        switch (part.mediaType.type, part.mediaType.subtype) {
        case ("text", "plain"):
            let text = Self.text(of: bytes, part)
            if Self.isVisible(text) { parts.append(.text(name: part.displayName, text)) }
        case ("text", "html"):
            omit(
                part, named: part.fileName ?? "HTML text", "HTML is not printed, and there is no plain text beside it.")
        case ("application", "pdf"):
            omit(part, bytes.isEmpty ? "It is empty." : "It is no PDF, although it is called one.")
        case ("image", "tiff"):
            omit(part, bytes.isEmpty ? "It is empty." : "It is no TIFF, although it is called one.")
        case ("application", "ms-tnef"), ("application", "vnd.ms-tnef"):
            omit(part, bytes.isEmpty ? "It is empty." : "It is no envelope of Outlook's, although it is called one.")
        case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"):
            omit(part, "It is encrypted or signed in a way that can't be read.")
        default:
            omit(part, "Documents of the type \(part.mediaType) can't be printed.")
        }
    }

    private mutating func omit(_ part: MailPart, named name: String? = nil, _ reason: String) {
        parts.append(.omitted(name: name ?? part.displayName, reason: reason))
    }

    private static func canShow(_ part: MailPart) -> Bool {
        switch part.content {
        case .message: true
        case .body(let body):
            part.mediaType.description == "text/plain"
                ? (try? body.decoded(limit: maximumBytes)).map { isVisible(text(of: $0, part)) } ?? true
                : ["pdf", "tiff"].contains(part.mediaType.subtype)
        case .parts(let children):
            part.mediaType.subtype == "related"
                ? part.relatedRoot.map { canShow(part.parts[$0]) } ?? false
                : children.contains(where: canShow)
                    && children.allSatisfy { canShow($0) || $0.isAttachment || $0.mediaType.type != "text" }
        }
    }

    /// Whether there is anything to see in it. Programs put a blank text beside an HTML that says everything.
    private static func isVisible(_ text: String) -> Bool {
        text.contains { !$0.isWhitespace && $0 != "\u{200B}" && $0 != "\u{FEFF}" }
    }

    private static func isSignature(_ part: MailPart) -> Bool {
        ["pgp-signature", "pkcs7-signature", "x-pkcs7-signature"].contains(part.mediaType.subtype)
    }

    private static func text(of bytes: [UInt8], _ part: MailPart) -> String {
        let parameters = part.mediaType.parameters
        let text = String(decoding: bytes, charset: parameters["charset"])
        guard parameters["format"]?.lowercased() == "flowed" else { return text }
        return FlowedText.unfold(text, deletesSpace: parameters["delsp"]?.lowercased() == "yes")
    }

    /// Bytes of the largest part that is looked at.
    private static let maximumBytes = 256 << 20
}
