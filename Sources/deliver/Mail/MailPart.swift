import Foundation

/// A part of a mail that is being written, in the encoding that suits it.
struct MailPart {
    /// Media type with parameters, such as `text/plain; charset=utf-8`.
    private let mediaType: String
    private let encoding: String
    private let body: [UInt8]
    /// More fields of the part's header, each name with its words.
    private let fields: [(name: String, words: [String])]

    /// A part of text: as it is where it is ASCII and no line is longer than `longestLine`, else quoted-printable. By
    /// default lines may be as long as mail allows (RFC 5322 §2.1.1).
    init(text: [UInt8], mediaType: String, description: String, longestLine: Int = 998) {
        self.mediaType = mediaType
        let encoded = QuotedPrintable.encode(text)
        let isPlain = Self.isPlain(text, longestLine: longestLine)
        body = isPlain ? text : Array(encoded.utf8)
        encoding = isPlain ? "7bit" : "quoted-printable"
        fields = [("Content-Description", EncodedWords.words(of: description))]
    }

    /// A part of octets, in base64 (RFC 2045 §6.8): a file of this name.
    init(file: [UInt8], mediaType: String, name: String, description: String) {
        self.mediaType = mediaType
        encoding = "base64"
        body = Self.base64(file)
        fields = [
            ("Content-Description", EncodedWords.words(of: description)),
            ("Content-Disposition", ["attachment;", "filename=\"\(name)\""]),
        ]
    }

    /// A part of octets that another part shows by its Content-ID (RFC 2392), which is given without angle brackets.
    init(inline octets: [UInt8], mediaType: String, contentID: String, name: String, description: String) {
        self.mediaType = mediaType
        encoding = "base64"
        body = Self.base64(octets)
        fields = [
            ("Content-Description", EncodedWords.words(of: description)), ("Content-ID", ["<\(contentID)>"]),
            ("Content-Disposition", ["inline;", "filename=\"\(name)\""]),
        ]
    }

    private static func base64(_ octets: [UInt8]) -> [UInt8] {
        Array(
            Data(octets).base64EncodedString(options: [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ]).utf8)
    }

    /// A part that is a mail as it came: it may not be encoded (RFC 2046 §5.2.1).
    init(mail: [UInt8], description: String) {
        mediaType = "message/rfc822"
        body = mail
        encoding = mail.allSatisfy { $0 < 128 } ? "7bit" : "8bit"
        fields = [("Content-Description", EncodedWords.words(of: description))]
    }

    /// The part with its header; the body ends with CR LF.
    var octets: [UInt8] {
        var header = MailHeader()
        header.add("Content-Type", words: mediaType.split(separator: " ").map(String.init))
        for field in fields { header.add(field.name, words: field.words) }
        header.add("Content-Transfer-Encoding", words: [encoding])
        let end = body.isEmpty || body.suffix(2) == [13, 10] ? [] : Array("\r\n".utf8)
        return Array(header.text.utf8) + Array("\r\n".utf8) + body + end
    }

    /// Whether the text is of ASCII lines of up to so many characters, all ended by CR LF, without space at their ends.
    private static func isPlain(_ text: [UInt8], longestLine: Int) -> Bool {
        var length = 0
        var previous: UInt8 = 10
        for octet in text {
            switch octet {
            case 10:
                guard previous == 13 else { return false }
                length = 0
            case 13: guard previous != 32 && previous != 9 else { return false }
            case 9, 32...126:
                guard previous != 13, length < longestLine else { return false }
                length += 1
            default: return false
            }
            previous = octet
        }
        return previous == 10
    }
}
