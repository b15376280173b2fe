import MIME

/// Text that is sent as something else: many programs send whatever they do not know as `application/octet-stream`, logs, lists, source and
/// mails among it.
enum UntypedText {
    /// The text that the bytes of a part are; `nil` where its type is that of something else, or they are no text.
    ///
    /// - Parameter type: the part's media type.
    static func text(of bytes: [UInt8], _ type: MediaType) -> String? {
        guard mayBeText(type), !bytes.isEmpty, !programs.contains(where: { bytes.starts(with: $0.utf8) }) else {
            return nil
        }
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        guard isUTF16 || looksLikeText(bytes) else { return nil }
        let text = String(decoding: bytes, charset: isUTF16 ? "utf-16" : nil)
        return text.unicodeScalars.contains(where: isControl) || isEncoded(text) ? nil : text
    }

    /// The mail that the bytes of a part are, as many programs attach one; `nil` where they are none.
    static func mail(of bytes: [UInt8], _ type: MediaType) -> Mail? {
        guard type.type == "application", type.subtype == "octet-stream",
            // A field first (RFC 5322 §2.2), which a text has seldom.
            let name = bytes.prefix(78).split(
                separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false
            )
            .first, name.count < 78, !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }),
            let mail = try? Mail(parsing: bytes), mail.field(named: "From") != nil,
            ["Date", "Message-ID", "Received"].contains(where: { mail.field(named: $0) != nil })
        else { return nil }
        return mail
    }

    /// Whether it is an encrypted message in ASCII (RFC 9580 §6.2).
    static func isEncrypted(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: "-----BEGIN PGP MESSAGE".utf8)
    }

    /// The beginnings of what is text to programs only.
    private static let programs = ["%!PS", "-----BEGIN ", "BEGIN:VCALENDAR", "BEGIN:VCARD"]

    private static func mayBeText(_ type: MediaType) -> Bool {
        switch type.type {
        case "message": true
        case "application":
            types.contains(type.subtype) || type.subtype.hasSuffix("+json") || type.subtype.hasSuffix("+xml")
        default: false
        }
    }

    private static let types: Set<String> = [
        "octet-stream", "json", "xml", "csv", "x-csv", "yaml", "x-yaml", "sql", "x-sql", "javascript", "x-javascript",
        "x-log", "x-ndjson", "toml",
    ]

    /// Whether there is no control character but white space, and what is not ASCII is UTF-8, or some letters of another charset.
    private static func looksLikeText(_ bytes: [UInt8]) -> Bool {
        var others = 0
        for byte in bytes {
            if byte < 0x20, !(0x09...0x0D).contains(byte) { return false }
            others += byte >= 0x80 ? 1 : 0
        }
        return others * 4 <= bytes.count || String(validating: bytes, as: UTF8.self) != nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && !(0x09...0x0D).contains(scalar.value) || scalar.value == 0xFFFD
    }

    /// Whether most of a text is data in base64 (RFC 2045 §6.8) or by uuencode, which nobody can read: a page of it is half a minute of line.
    private static func isEncoded(_ text: String) -> Bool {
        var (encoded, run, all) = (0, 0, 0)
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            all += line.count
            run = isEncoded(line) ? run + line.count : 0
            if run > shortestEncoding { encoded += run - line.count > shortestEncoding ? line.count : run }
        }
        return encoded * 2 > all
    }

    /// Octets of a run of lines that may be something else, such as a key.
    private static let shortestEncoding = 1_000

    /// Whether a line of data may look so: as long as programs make them, of all kinds of characters.
    private static func isEncoded(_ line: Substring.UTF8View) -> Bool {
        // uuencode: M is the length of a full line.
        if line.count == 61, line.first == UInt8(ascii: "M"), line.allSatisfy({ (0x20...0x60).contains($0) }) {
            return true
        }
        guard (56...76).contains(line.count) else { return false }
        var (upper, lower, digits) = (false, false, false)
        for character in line {
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"): lower = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits = true
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): break
            default: return false
            }
        }
        return upper && lower && digits
    }
}
