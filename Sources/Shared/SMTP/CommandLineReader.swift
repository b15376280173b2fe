import NIOCore

/// Takes command lines off a client's input (RFC 5321 §2.3.8: CR LF and nothing else ends a line).
struct CommandLineReader {
    /// What the input begins with.
    enum Line: Hashable {
        /// A line, without its CR LF.
        case line([UInt8])
        /// The end of a line that was longer than allowed (RFC 5321 §4.5.3.1.10); its text is gone.
        case tooLong
        /// A LF without CR before it: where this client's lines end, and where another server on the way saw them end,
        /// can't be told.
        case bareLineFeed
    }

    /// Octets in a line, CR LF included.
    private let limit: Int
    /// The line that comes in has passed the limit, and its beginning was thrown away.
    private var isDiscarding = false

    /// A reader of lines up to `limit` octets, CR LF included.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next line; `nil` when its end is not there yet.
    mutating func next(from input: inout ByteBuffer) -> Line? {
        let view = input.readableBytesView
        guard let end = view.firstIndex(of: UInt8(ascii: "\n")) else {
            if view.count > limit {
                // The last octet stays: it may be the CR before the LF.
                input.moveReaderIndex(forwardBy: view.count - 1)
                isDiscarding = true
            }
            return nil
        }
        let octets = view[view.startIndex...end]
        input.moveReaderIndex(to: end + 1)
        guard octets.count >= 2, octets[end - 1] == UInt8(ascii: "\r") else { return .bareLineFeed }
        if isDiscarding || octets.count > limit {
            isDiscarding = false
            return .tooLong
        }
        return .line(Array(octets.dropLast(2)))
    }
}
