import NIOCore

/// Looks through a mail that comes in chunks (RFC 3030), whose octets are counted and not stuffed, for what no mail may have in
/// it: without BINARYMIME its lines end with CR LF as ever, and there is no NUL.
struct ChunkScanner {
    /// The first thing found that must not be there.
    private(set) var flaw: BodyDecoder.Flaw?
    private var endsInReturn = false

    /// Looks through the next octets.
    mutating func scan(_ data: ByteBuffer) {
        data.withUnsafeReadableBytes { octets in
            guard flaw == nil, let last = octets.last else { return }
            if endsInReturn && octets[0] != UInt8(ascii: "\n") { return flaw = .bareCarriageReturn }
            if octets.index(of: 0, in: 0..<octets.count) != nil { return flaw = .null }
            var position = 0
            while position < octets.count, flaw == nil {
                let lineFeed = octets.index(of: UInt8(ascii: "\n"), in: position..<octets.count)
                // A CR at the very end waits for what comes.
                let end = lineFeed ?? octets.count - (last == UInt8(ascii: "\r") ? 1 : 0)
                if let lineFeed {
                    let isReturn = lineFeed > 0 ? octets[lineFeed - 1] == UInt8(ascii: "\r") : endsInReturn
                    guard isReturn else { return flaw = .bareLineFeed }
                }
                let textEnd = lineFeed == nil ? end : max(position, end - 1)
                if octets.index(of: UInt8(ascii: "\r"), in: position..<max(position, textEnd)) != nil {
                    return flaw = .bareCarriageReturn
                }
                position = lineFeed.map { $0 + 1 } ?? octets.count
            }
            endsInReturn = last == UInt8(ascii: "\r")
        }
    }

    /// The mail is complete.
    mutating func finish() {
        if endsInReturn { flaw = flaw ?? .bareCarriageReturn }
    }
}
