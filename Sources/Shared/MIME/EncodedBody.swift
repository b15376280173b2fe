internal import CGMime

/// How a body is written in the mail (RFC 2045 §6).
enum TransferEncoding: Hashable, Sendable {
    /// 7bit, 8bit, binary, and whatever is unknown.
    case identity
    case base64
    case quotedPrintable
    /// Not standard, but in use: `x-uuencode`.
    case uuencode

    init(_ encoding: GMimeContentEncoding) {
        switch encoding {
        case GMIME_CONTENT_ENCODING_BASE64: self = .base64
        case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE: self = .quotedPrintable
        case GMIME_CONTENT_ENCODING_UUENCODE: self = .uuencode
        default: self = .identity
        }
    }

    fileprivate var library: GMimeContentEncoding {
        switch self {
        case .identity: GMIME_CONTENT_ENCODING_BINARY
        case .base64: GMIME_CONTENT_ENCODING_BASE64
        case .quotedPrintable: GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
        case .uuencode: GMIME_CONTENT_ENCODING_UUENCODE
        }
    }
}

/// The body of a part as it stands in the mail: bytes that are decoded when they are asked for.
public struct EncodedBody: Sendable {
    let bytes: ArraySlice<UInt8>
    let encoding: TransferEncoding

    /// The body's bytes, base64, quoted-printable or uuencode undone. What is no such code is skipped, as all readers
    /// of mail do.
    ///
    /// - Throws: `MailError.bodyTooLarge` when there are more than `limit` bytes.
    public func decoded(limit: Int = .max) throws(MailError) -> [UInt8] {
        let decoded: [UInt8]
        switch encoding {
        case .identity: decoded = Array(bytes)
        case .base64, .quotedPrintable: decoded = decode(bytes)
        case .uuencode: decoded = decode(afterBeginLine)
        }
        guard decoded.count <= limit else {
            throw MailError(.bodyTooLarge, "It has \(decoded.count) bytes; at most \(limit) are allowed.")
        }
        return decoded
    }

    /// What follows the line `begin MODE NAME`, or everything where there is none.
    private var afterBeginLine: ArraySlice<UInt8> {
        var rest = bytes
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            if line.starts(with: "begin ".utf8) { return rest }
        }
        return bytes
    }

    private func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var state = GMimeEncoding()
        g_mime_encoding_init_decode(&state, encoding.library)
        let capacity = g_mime_encoding_outlen(&state, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = bytes.withUnsafeBytes { source in
                source.withMemoryRebound(to: CChar.self) { source in
                    UnsafeMutableRawBufferPointer(buffer).withMemoryRebound(to: CChar.self) { target in
                        g_mime_encoding_flush(&state, source.baseAddress, source.count, target.baseAddress)
                    }
                }
            }
        }
    }
}
