import NIOCore

/// Writes the mail data for the wire: a dot before each line that begins with one (RFC 5321 §4.5.2), and the end.
///
/// Lines of the data must end with CR LF (§2.3.8).
struct BodyEncoder {
    private var lineBegins = true
    private var endsInReturn = false

    /// The next part of the data; it may begin and end anywhere.
    mutating func encode(_ data: ByteBuffer) -> ByteBuffer {
        var encoded = ByteBuffer()
        encoded.reserveCapacity(data.readableBytes + 64)
        data.withUnsafeReadableBytes { octets in
            var position = 0
            while position < octets.count {
                if lineBegins && octets[position] == UInt8(ascii: ".") { encoded.writeInteger(UInt8(ascii: ".")) }
                let lineFeed = octets.index(of: UInt8(ascii: "\n"), in: position..<octets.count)
                let end = lineFeed.map { $0 + 1 } ?? octets.count
                encoded.writeBytes(UnsafeRawBufferPointer(rebasing: octets[position..<end]))
                lineBegins = lineFeed.map { $0 == 0 ? endsInReturn : octets[$0 - 1] == UInt8(ascii: "\r") } ?? false
                position = end
            }
            if let last = octets.last { endsInReturn = last == UInt8(ascii: "\r") }
        }
        return encoded
    }

    /// What ends the data (§4.1.1.4): CR LF `.` CR LF, of which the first CR LF is the last line's own if it has one.
    func end() -> ByteBuffer {
        ByteBuffer(string: lineBegins ? ".\r\n" : "\r\n.\r\n")
    }
}
