import Foundation
import MIME

/// Finds what is to be printed of a mail.
///
/// Each part is printed or named as left out: none is passed over in silence, except for what stands for something else
/// that is printed (another alternative of the same text, a signature), for text without a visible character and for pictures of a
/// pixel. What an HTML text may show is there, too: only its layout tells whether it does.
struct PrintedMail {
    /// The parts, in their order.
    private(set) var parts: [PrintedPart] = []
    private let kinds: PrintableKinds
    /// What an HTML text may show: the pictures of each `multipart/related` that it stands in, decoded once for all texts.
    private var related: [(urls: [String], resource: HTMLResource)] = []
    /// Bytes that what HTML texts may show has still room for.
    private var room = 64 << 20
    /// The message that is looked through, and how many there were before.
    private var message = 0
    private var messages = 0
    /// In how many mails it stands that were attached without saying that they are mails.
    private var untypedDepth = 0
    /// The header of a forwarded mail, which stands above what that says first.
    private var heading: (name: String, text: String)?

    /// Looks through `mail`.
    ///
    /// - Parameter kinds: what can be printed here.
    init(_ mail: Mail, printing kinds: PrintableKinds = .all) {
        self.kinds = kinds
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
        guard let chosen = choice(of: part) else {
            // Nothing that can be printed: the last is what the sender likes best (RFC 2046 §5.1.4).
            if let last = part.parts.last { add(last) }
            for other in part.parts.dropLast() { addAttachments(within: other) }
            return
        }
        let first = parts.count
        add(part.parts[chosen])
        // Should the HTML fail, the plain text of the same is there.
        if let plain = part.parts.compactMap({ visibleText(of: $0) }).first {
            for index in first..<parts.count {
                guard case .html(var document) = parts[index].content else { continue }
                document.plain = plain
                parts[index].content = .html(document)
                break
            }
        }
        // Mail programs put attachments and pictures into the alternative that they like best; they are no alternatives
        // of the text.
        for (index, other) in part.parts.enumerated() where index != chosen { addAttachments(within: other) }
    }

    private func choice(of part: MailPart) -> Int? {
        if kinds.contains(.plainFirst), let plain = part.parts.firstIndex(where: { visibleText(of: $0) != nil }) {
            return plain
        }
        return part.bestAlternative(where: canShow)
    }

    private mutating func addRelated(_ part: MailPart) {
        guard let root = part.relatedRoot else { return }
        let others = part.parts.enumerated().filter { $0.offset != root }.map(\.element)
        let outer = related
        let resources = others.map { resource($0) }
        for (child, resource) in zip(others, resources) {
            if let resource { related.append((HTMLDocument.urls(of: child), resource)) }
        }
        add(part.parts[root])
        related = outer
        for (child, resource) in zip(others, resources) {
            guard let resource else {
                add(child)
                continue
            }
            // How the text looks is nothing to be read, where the text is not shown either.
            guard resource.mediaType != "text/css" else { continue }
            let first = parts.count
            add(resource.bytes, of: child)
            for index in first..<parts.count { parts[index].resource = resource.part }
        }
    }

    /// What an HTML text may show of a part; `nil` where it can't, or where there is too much of it.
    private mutating func resource(_ part: MailPart) -> HTMLResource? {
        guard kinds.contains(.html), case .body(let body) = part.content, !HTMLDocument.urls(of: part).isEmpty,
            let bytes = try? body.decoded(limit: room), let type = HTMLDocument.mediaType(of: part, bytes)
        else { return nil }
        room -= bytes.count
        return HTMLResource(mediaType: type, bytes: bytes, part: UUID(), isAttached: part.isAttachment)
    }

    /// - Parameter goesOn: whether a text goes on on the page of the text before it.
    private mutating func append(
        _ name: String, _ content: PrintedPart.Content, isBody: Bool = false, goesOn: Bool = false
    ) {
        var part = PrintedPart(name, headed(content, isBody: isBody))
        part.message = message
        part.isBody = isBody
        // A text in several pieces (before and after a picture that is left out, with a footer of a mailing list) goes on on its page.
        if case .text(let text) = part.content, goesOn, let last = parts.indices.last, parts[last].isBody,
            parts[last].message == message, case .text(var whole) = parts[last].content
        {
            // Taken out, it is not copied with each piece.
            parts[last].content = .text("")
            whole += "\n\n\(text)"
            parts[last].content = .text(whole)
        } else {
            parts.append(part)
        }
    }

    /// The content below the heading that waits for it; before any other, that is a text of its own.
    private mutating func headed(_ content: PrintedPart.Content, isBody: Bool) -> PrintedPart.Content {
        guard let heading else { return content }
        switch content {
        case .text(let text) where isBody:
            self.heading = nil
            return .text("\(heading.text)\n\n\(text)")
        case .html(var document) where isBody:
            self.heading = nil
            document.heading = heading.text
            return .html(document)
        default:
            appendHeading()
            return content
        }
    }

    private mutating func appendHeading() {
        guard let heading else { return }
        self.heading = nil
        append(heading.name, .text(heading.text))
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
        let outer = (message, related)
        messages += 1
        (message, related) = (messages, [])
        // Of a mail that says nothing but what it forwards, the header stands above that one's.
        let lines = [heading?.text, header.joined(separator: "\n")].compactMap(\.self).filter { !$0.isEmpty }
        if !lines.isEmpty { heading = (part.displayName, lines.joined(separator: "\n\n")) }
        add(mail.root)
        appendHeading()
        (message, related) = outer
    }

    private mutating func add(_ body: EncodedBody, of part: MailPart) {
        let bytes: [UInt8]
        do {
            bytes = try body.decoded(limit: Self.maximumBytes)
        } catch {
            return omit(part, "\(error)")
        }
        add(bytes, of: part)
    }

    private mutating func add(_ bytes: [UInt8], of part: MailPart) {
        let isText = part.mediaType.type == "text"
        if !isText || part.isAttachment, let kind = ContentKind(of: bytes), !isText || kind != .html {
            return add(kind, bytes, of: part)
        }
        switch (part.mediaType.type, part.mediaType.subtype) {
        case ("text", "html"): addHTML(bytes, of: part)
        case ("text", "calendar"), ("text", "vcard"), ("text", "x-vcard"), ("text", "directory"):
            omit(part, "Documents of the type \(part.mediaType) can't be printed.")
        case ("text", _) where UntypedText.isEncrypted(bytes): omit(part, named: "encrypted mail", "It is encrypted.")
        case ("text", _):
            let text = Self.text(of: bytes, part)
            if Self.isVisible(text) {
                // One with a name of its own is a file, however it is shown, and may be as long as one.
                let goesOn = !part.isAttachment && part.fileName == nil
                append(part.displayName, .text(text), isBody: !part.isAttachment, goesOn: goesOn)
            }
        case ("application", "pdf"):
            omit(part, bytes.isEmpty ? "It is empty." : "It is no PDF, although it is called one.")
        case ("image", "tiff"):
            omit(part, bytes.isEmpty ? "It is empty." : "It is no TIFF, although it is called one.")
        case ("image", let name) where ImageKind(rawValue: name == "jpg" ? "jpeg" : name) != nil:
            omit(part, bytes.isEmpty ? "It is empty." : "It is no picture of its type, \(part.mediaType).")
        case ("application", "ms-tnef"), ("application", "vnd.ms-tnef"):
            omit(part, bytes.isEmpty ? "It is empty." : "It is no envelope of Outlook's, although it is called one.")
        case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"):
            omit(part, "It is encrypted or signed in a way that can't be read.")
        case _ where UntypedText.isEncrypted(bytes): omit(part, "It is encrypted.")
        default:
            if untypedDepth < Self.maximumUntypedDepth, let mail = UntypedText.mail(of: bytes, part.mediaType) {
                untypedDepth += 1
                defer { untypedDepth -= 1 }
                return add(mail, forwardedAs: part)
            }
            if let text = UntypedText.text(of: bytes, part.mediaType), Self.isVisible(text) {
                return append(
                    part.displayName, .text(text), isBody: !part.isAttachment && part.mediaType.type == "message")
            }
            omit(part, bytes.isEmpty ? "It is empty." : "Documents of the type \(part.mediaType) can't be printed.")
        }
    }

    private mutating func add(_ kind: ContentKind, _ bytes: [UInt8], of part: MailPart) {
        let content = PrintedPart.Content(kind, bytes, kinds)
        switch content {
        case .html: addHTML(bytes, of: part)
        case .image(let image, let picture) where PictureHead.isSpeck(picture, image): break
        case .omitted where kind == .encryptedMail:
            omit(part, named: part.fileName ?? "encrypted mail", "It is encrypted.")
        default: append(part.displayName, content)
        }
    }

    private mutating func addHTML(_ bytes: [UInt8], of part: MailPart) {
        let charset = part.mediaType.type == "text" ? part.mediaType.parameters["charset"] : nil
        var document = HTMLDocument(bytes: bytes, charset: charset)
        guard kinds.contains(.html) else {
            return omit(
                part, named: part.fileName ?? "HTML text",
                "HTML is not printed on this host, and there is no plain text beside it.")
        }
        for other in related {
            for url in other.urls { document.resources[url] = other.resource }
        }
        append(part.fileName ?? "HTML text", .html(document), isBody: !part.isAttachment)
    }

    private mutating func omit(_ part: MailPart, named name: String? = nil, _ reason: String) {
        append(name ?? part.displayName, .omitted(reason: reason))
    }

    private func canShow(_ part: MailPart) -> Bool {
        switch part.content {
        case .message: true
        case .body(let body):
            switch part.mediaType.description {
            case "text/plain":
                (try? body.decoded(limit: Self.maximumBytes)).map { Self.isVisible(Self.text(of: $0, part)) } ?? true
            case "text/html": kinds.contains(.html)
            default: ["pdf", "tiff"].contains(part.mediaType.subtype)
            }
        case .parts(let children):
            part.mediaType.subtype == "related"
                ? part.relatedRoot.map { canShow(part.parts[$0]) } ?? false
                : children.contains(where: canShow)
                    && children.allSatisfy { canShow($0) || $0.isAttachment || $0.mediaType.type != "text" }
        }
    }

    /// The plain text that a part is; `nil` for one that is none, or in which there is nothing to see.
    private func visibleText(of part: MailPart) -> String? {
        guard case .body(let body) = part.content, part.mediaType.description == "text/plain", !part.isAttachment,
            let bytes = try? body.decoded(limit: Self.maximumBytes)
        else { return nil }
        let text = Self.text(of: bytes, part)
        return Self.isVisible(text) ? text : nil
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

    /// Such mails within one another: each is parsed by itself.
    private static let maximumUntypedDepth = 8
}

extension PrintedPart.Content {
    /// What becomes of a document of this kind, where these kinds can be printed.
    init(_ kind: ContentKind, _ bytes: [UInt8], _ kinds: PrintableKinds) {
        switch kind {
        case .pdf: self = .pdf(bytes)
        case .tiff: self = .tiff(bytes)
        case .image(let image):
            self =
                kinds.contains(.images)
                ? .image(image, bytes) : .omitted(reason: "\(image.title) pictures are not printed on this host.")
        case .office(let office):
            self =
                kinds.contains(.office)
                ? .office(office, bytes) : .omitted(reason: "Office documents are not printed on this host; a PDF is.")
        case .tnef: self = .tnef(bytes)
        case .signedMail:
            self =
                kinds.contains(.signed)
                ? .signed(bytes) : .omitted(reason: "Mails within their signature are not opened on this host.")
        case .encryptedMail: self = .omitted(reason: "It is encrypted.")
        case .html: self = .html(HTMLDocument(bytes: bytes))
        case .archive(let name):
            self = .omitted(reason: "It is a \(name) archive; what is in it can be faxed when it is sent unpacked.")
        }
    }
}
