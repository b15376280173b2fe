internal import CGMime
import Glibc

extension MailPart {
    /// The text of a body by the charset that the part declares, line ends as they are; `nil` when it is no body.
    ///
    /// - Throws: `MailError.bodyTooLarge` when the body has more than `limit` bytes.
    public func text(limit: Int = .max) throws(MailError) -> String? {
        switch content {
        case .body(let body): String(decoding: try body.decoded(limit: limit), charset: mediaType.parameters["charset"])
        case .parts, .message: nil
        }
    }
}

extension String {
    /// Decodes `bytes` by a charset's MIME name.
    ///
    /// Never fails: US-ASCII and ISO-8859-1 are read as windows-1252, which is what their writers mean; where no
    /// charset is given, or it is unknown, bytes that are UTF-8 are read as such and others as windows-1252. What the
    /// charset does not define becomes U+FFFD. A byte order mark and NUL characters are dropped.
    public init(decoding bytes: [UInt8], charset: String?) {
        let name = charset.map { $0.lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" } } ?? ""
        let text: String
        switch name {
        case "utf-8", "utf8", "unicode-1-1-utf-8":
            text = String(decoding: bytes, as: UTF8.self)
        case "", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "default", "iso-8859-1", "latin1":
            let guessesUTF8 = name != "iso-8859-1" && name != "latin1"
            text =
                bytes.allSatisfy { $0 < 0x80 } || guessesUTF8
                ? Self.guessed(bytes) : CharsetConversion.decode(bytes, from: "windows-1252") ?? Self.guessed(bytes)
        default:
            text = CharsetConversion.decode(bytes, from: CharsetConversion.superset(of: name)) ?? Self.guessed(bytes)
        }
        guard text.unicodeScalars.first == "\u{FEFF}" || text.utf8.contains(0) else {
            self = text
            return
        }
        let scalars = text.unicodeScalars.drop { $0 == "\u{FEFF}" }.filter { $0 != "\0" }
        self = String(String.UnicodeScalarView(scalars))
    }

    private static func guessed(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? CharsetConversion.decode(bytes, from: "windows-1252")
            ?? String(decoding: bytes, as: UTF8.self)
    }
}

/// Conversion by the C library's iconv, under the names that GMime knows for the charsets of the world's mail.
private enum CharsetConversion {
    /// The charset that senders mean who write `name`: one that has the same characters and more.
    static func superset(of name: String) -> String {
        switch name {
        case "gb2312", "gbk", "x-gbk", "gb_2312-80", "cn-gb": "gb18030"
        case "shift_jis", "shift-jis", "sjis", "x-sjis": "cp932"
        case "ks_c_5601-1987", "euc-kr", "ks_c_5601": "cp949"
        case "iso-8859-9", "latin5": "windows-1254"
        case "iso-8859-8-i", "iso-8859-8-e": "iso-8859-8"
        case "tis-620", "iso-8859-11": "windows-874"
        default: name
        }
    }

    /// The text; `nil` when the charset is unknown.
    static func decode(_ bytes: [UInt8], from charset: String) -> String? {
        GMimeLibrary.start()
        guard let converter = g_mime_iconv_open("UTF-8", charset), Int(bitPattern: converter) != -1 else { return nil }
        defer { _ = g_mime_iconv_close(converter) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 2)
        var chunk = [CChar](repeating: 0, count: 16384)
        var source = bytes.map { CChar(bitPattern: $0) }
        source.withUnsafeMutableBufferPointer { source in
            var next = source.baseAddress
            var left = source.count
            while left > 0 {
                let room = chunk.count
                var free = room
                var trouble: Int32 = 0
                chunk.withUnsafeMutableBufferPointer { chunk in
                    var target = chunk.baseAddress
                    errno = 0
                    if iconv(converter, &next, &left, &target, &free) == -1 { trouble = errno }
                }
                result.append(contentsOf: chunk.prefix(room - free).lazy.map { UInt8(bitPattern: $0) })
                guard left > 0, trouble != E2BIG else { continue }
                result.append(contentsOf: "\u{FFFD}".utf8)
                guard trouble == EILSEQ, let position = next else { break }
                next = position + 1
                left -= 1
            }
            // A letter that a mark may follow (windows-1255, -1258) is held back until it is told that nothing does.
            var free = chunk.count
            chunk.withUnsafeMutableBufferPointer { chunk in
                var target = chunk.baseAddress
                _ = iconv(converter, nil, nil, &target, &free)
            }
            result.append(contentsOf: chunk.prefix(chunk.count - free).lazy.map { UInt8(bitPattern: $0) })
        }
        return String(decoding: result, as: UTF8.self)
    }
}
