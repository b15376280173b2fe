public import FaxModel
public import NIOCore

/// A reply (RFC 5321 §4.2): three digits, an enhanced status code (RFC 2034) where one belongs, and text.
public struct Reply: Hashable, Sendable {
    /// Three digits, 200…599.
    public var code: Int
    /// The enhanced status code; none in the replies that RFC 2034 §4 exempts (greeting, HELO, EHLO, 3yz).
    public var status: EnhancedStatusCode?
    /// The text, a line each; at least one.
    public var lines: [String]

    /// A reply of these lines.
    public init(code: Int, status: EnhancedStatusCode?, lines: [String]) {
        precondition((200...599).contains(code) && !lines.isEmpty, "a reply has three digits and a line")
        self.code = code
        self.status = status
        self.lines = lines
    }

    /// A reply of one line.
    public init(_ code: Int, _ status: EnhancedStatusCode? = nil, _ text: String) {
        self.init(code: code, status: status, lines: [text])
    }

    /// 2yz: done (RFC 5321 §4.2.1).
    public var isPositive: Bool { code < 300 }
    /// 3yz: go on (RFC 5321 §4.2.1).
    public var isIntermediate: Bool { (300..<400).contains(code) }
    /// 5yz: no (RFC 5321 §4.2.1).
    public var isPermanent: Bool { code >= 500 }

    /// Writes the reply, each line ended by CR LF and of 512 octets at most (RFC 5321 §4.5.3.1.5): longer text goes on
    /// in a further line; what is not printable ASCII becomes `?`.
    public func encode(into buffer: inout ByteBuffer) {
        let pieces = lines.flatMap(Self.pieces)
        for (index, piece) in pieces.enumerated() {
            buffer.writeString(String(code))
            buffer.writeInteger(index == pieces.count - 1 ? UInt8(ascii: " ") : UInt8(ascii: "-"))
            if let status {
                buffer.writeString("\(status) ")
            }
            buffer.writeBytes(piece)
            buffer.writeStaticString("\r\n")
        }
    }

    private static func pieces(of line: String) -> [ArraySlice<UInt8>] {
        let octets = line.unicodeScalars.map { (32...126).contains($0.value) ? UInt8($0.value) : UInt8(ascii: "?") }
        guard octets.count > longestText else { return [octets[...]] }
        return stride(from: 0, to: octets.count, by: longestText).map {
            octets[$0..<min($0 + longestText, octets.count)]
        }
    }

    /// 512 without the code, the longest status code, two separators and CR LF.
    private static let longestText = 490
}

extension Reply: CustomStringConvertible {
    public var description: String {
        let text = lines.joined(separator: " / ")
        return status.map { "\(code) \($0) \(text)" } ?? "\(code) \(text)"
    }
}
