import MIME

/// Text that is sent as something else: many programs send whatever they do not know as `application/octet-stream`, logs, lists and source
/// among it.
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
        return text.unicodeScalars.contains(where: isControl) ? nil : text
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
}
