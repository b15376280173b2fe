import FaxModel
import NIOCore

/// Reads a server's replies out of what it sent (RFC 5321 §4.2, §4.2.1).
///
/// A line that ends with LF alone is let pass: it is answered by nobody, and servers that send it exist.
enum ReplyReader {
    /// Octets in one reply, all its lines together, beyond which the server is not believed.
    static let limit = 65536

    /// Takes the next whole reply off the front of `buffer`; `nil` when its last line is not there yet.
    ///
    /// - Throws: `malformedReply` for what is no reply, for lines of one reply that differ in their code, and for a reply
    ///   beyond the limit.
    static func next(from buffer: inout ByteBuffer) throws(SMTPError) -> Reply? {
        var view = buffer.readableBytesView
        var code: Int?
        var status: EnhancedStatusCode?
        var lines: [String] = []
        while let end = view.firstIndex(of: UInt8(ascii: "\n")) {
            var line = Array(view[..<end])
            view = view[(end + 1)...]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            let part = try part(line)
            guard code == nil || code == part.code else {
                throw SMTPError(.malformedReply, "The lines of one reply have different codes")
            }
            code = part.code
            status = status ?? part.status
            lines.append(part.text)
            if part.isLast {
                buffer.moveReaderIndex(to: view.startIndex)
                return Reply(code: part.code, status: status, lines: lines)
            }
        }
        guard buffer.readableBytes <= limit else { throw SMTPError(.malformedReply, "A reply without an end") }
        return nil
    }

    private static func part(
        _ line: [UInt8]
    ) throws(SMTPError) -> (code: Int, status: EnhancedStatusCode?, text: String, isLast: Bool) {
        let text = String(decoding: line, as: UTF8.self)
        guard line.count >= 3, let code = Int(String(decoding: line[..<3], as: UTF8.self)), (200...599).contains(code)
        else { throw SMTPError(.malformedReply, "'\(text.prefix(80))' is no reply") }
        guard line.count > 3 else { return (code, nil, "", true) }
        guard line[3] == UInt8(ascii: " ") || line[3] == UInt8(ascii: "-") else {
            throw SMTPError(.malformedReply, "'\(text.prefix(80))' is no reply")
        }
        let rest = String(decoding: line[4...], as: UTF8.self)
        let words = rest.split(separator: " ", maxSplits: 1)
        let isLast = line[3] == UInt8(ascii: " ")
        if let first = words.first, let status = EnhancedStatusCode(String(first)), status.severity == code / 100 {
            return (code, status, words.count > 1 ? String(words[1]) : "", isLast)
        }
        return (code, nil, rest, isLast)
    }
}
