import Foundation

/// The SHA-256 digest (FIPS 180-4) of a document's bytes: its name in the spool. Written as 64 lower-case hexadecimal digits.
public struct DocumentDigest: Hashable, Sendable {
    /// The digest: 32 bytes.
    public let bytes: [UInt8]

    /// The digest with these 32 bytes; `nil` if there are more or fewer.
    public init?(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == Self.byteCount else { return nil }
    }

    /// Bytes in a digest.
    public static let byteCount = 32
}

extension DocumentDigest: LosslessStringConvertible {
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Reads 64 hexadecimal digits; `nil` for anything else.
    public init?(_ text: String) {
        let nibbles = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard nibbles.count == text.utf8.count, nibbles.count == 2 * Self.byteCount else { return nil }
        self.bytes = stride(from: 0, to: nibbles.count, by: 2).map { UInt8(nibbles[$0] << 4 | nibbles[$0 + 1]) }
    }
}

extension DocumentDigest: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(description)
    }
}

/// Points at an immutable document that the spool keeps: a mail, fax pages, a report.
public struct DocumentReference: Hashable, Sendable, Codable {
    /// The document's name in the spool.
    public var digest: DocumentDigest
    /// The document's size in bytes.
    public var byteCount: Int
    /// What it is: `message/rfc822`, `image/tiff`, …
    public var mediaType: String

    /// A reference to the document of this digest, size in bytes and media type.
    public init(digest: DocumentDigest, byteCount: Int, mediaType: String) {
        self.digest = digest
        self.byteCount = byteCount
        self.mediaType = mediaType
    }
}
