import Foundation
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
    /// Lines that stand above the text, as the header of a forwarded mail.
    var heading: String?

    /// The text, below its heading.
    var text: String {
        let text =
            charset != nil
            ? String(decoding: bytes, charset: charset) : String(decoding: bytes, charset: Self.metaCharset(bytes))
        guard let heading else { return text }
        // Readers of HTML take what comes before `<html>` for the beginning of its body. The mail's own style sheets can't hide it.
        return
            "<div style='\(Self.headingStyle)'>\(Self.escaped(heading))\n</div><br>\(text)"
    }

    private static let headingStyle = [
        "white-space: pre-wrap", "border-bottom: 1px solid black", "display: block", "visibility: visible",
        "position: static",
        "float: none", "font-size: 15px", "line-height: normal", "opacity: 1", "height: auto", "max-height: none",
        "width: auto",
        "max-width: none", "overflow: visible", "text-indent: 0", "margin: 0", "transform: none", "clip-path: none",
    ].map { "\($0) !important" }.joined(separator: "; ")

    /// The plain text below the heading.
    var plainText: String? { plain.map { [heading, $0].compactMap(\.self).joined(separator: "\n\n") } }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
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
    /// The part of the mail that it is.
    var part: UUID?
    /// Whether mail programs show it as an attachment, whatever the text does with it.
    var isAttached = false
}

extension HTMLDocument {
    /// The URLs under which a text may ask for a part (RFC 2392, RFC 2557).
    static func urls(of part: MailPart) -> [String] {
        var urls: [String] = []
        if let id = part.contentID, !id.isEmpty {
            urls.append("cid:\(id)")
            let escaped = id.replacing("@", with: "%40")
            if escaped != id { urls.append("cid:\(escaped)") }
        }
        if let location = part.fields.value(of: "Content-Location"), !location.isEmpty {
            // Without a base, a relative one is relative to nowhere (RFC 2557 §5), as is the text's.
            let isAbsolute = location.prefixMatch(of: #/[A-Za-z][A-Za-z0-9+.\-]*:/#) != nil
            urls.append(isAbsolute ? location : HTMLConverter.baseURL + location.drop { $0 == "/" })
        }
        return urls
    }

    /// The type of a part as WeasyPrint reads it, by what the part is; `nil` for what no HTML text can show.
    static func mediaType(of part: MailPart, _ bytes: [UInt8]) -> String? {
        switch ContentKind(of: bytes) {
        case .image(let kind): "image/\(kind.rawValue)"
        case nil where ["image/svg+xml", "text/css"].contains(part.mediaType.description): part.mediaType.description
        default: nil
        }
    }
}
