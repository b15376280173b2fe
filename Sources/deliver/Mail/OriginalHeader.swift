import FaxModel
import MIME

/// The header of the mail that asked for a fax.
struct OriginalHeader {
    /// The header as received, CR LF at the end of each line, without the empty line after it, and without fields whose value is sealed.
    let octets: [UInt8]
    private let fields: [HeaderField]

    /// Octets of the longest header that is given back whole.
    static let limit = 128 << 10

    /// The header at the front of `mail`, or of its beginning. A header of more than `limit` octets is cut at the end of a
    /// line.
    init(of mail: [UInt8], limit: Int = limit) {
        octets = Self.withoutSecrets(Self.header(of: mail, limit: limit))
        fields = (try? Mail(parsing: octets + Array("\r\n".utf8)))?.fields ?? []
    }

    /// The message ids in References, or else in In-Reply-To, with their angle brackets (RFC 5322 §3.6.4), the last
    /// twenty.
    var references: [String] {
        let value = fields.value(of: "References") ?? fields.value(of: "In-Reply-To") ?? ""
        let ids = value.split(whereSeparator: \.isWhitespace).filter {
            $0.hasPrefix("<") && $0.hasSuffix(">") && $0.utf8.count <= 250 && $0.allSatisfy(\.isASCII)
        }
        return ids.suffix(20).map(String.init)
    }

    /// Without the fields whose value is sealed (a password), each with the lines that go on with it.
    private static func withoutSecrets(_ header: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var isSecret = false
        for line in header.split(separator: 10, omittingEmptySubsequences: false) {
            if line.first != 32, line.first != 9 {
                let value = line.drop { $0 != UInt8(ascii: ":") }.dropFirst().drop { $0 == 32 || $0 == 9 }
                isSecret = StoredSecret.isSealed(String(decoding: value, as: UTF8.self))
            }
            if !isSecret { kept += line + [10] }
        }
        return Array(kept.dropLast())
    }

    private static func header(of mail: [UInt8], limit: Int) -> [UInt8] {
        var end = 0
        while end < min(mail.count, limit) {
            guard let lineFeed = mail[end...].firstIndex(of: 10) else { break }
            if lineFeed == end || (lineFeed == end + 1 && mail[end] == 13) || lineFeed >= limit { break }
            end = lineFeed + 1
        }
        return Array(mail[..<end])
    }
}
