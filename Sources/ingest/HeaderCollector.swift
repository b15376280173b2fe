/// The header of a mail, collected while the mail comes in, in pieces of any size.
struct HeaderCollector: Sendable {
    /// Octets that a header may have.
    static let limit = 256 << 10

    /// The header's octets so far, CR LF at the end of each line, without the empty line after it.
    private(set) var octets: [UInt8] = []
    /// Whether the header has more octets than it may have; no more are collected then.
    private(set) var isTooLong = false
    /// Whether its end has come.
    private(set) var isComplete = false

    /// Takes the next octets of the mail.
    mutating func append(_ piece: some RandomAccessCollection<UInt8>) {
        guard !isComplete, !isTooLong else { return }
        // The end of a line may have come with the piece before.
        let known = max(0, octets.count - 3)
        octets += piece.prefix(Self.limit + 4 - octets.count)
        if let end = Self.end(in: octets, from: known) {
            octets.removeLast(octets.count - end)
            isComplete = true
        }
        isTooLong = octets.count > Self.limit
    }

    /// Where the empty line begins that ends a header.
    private static func end(in octets: [UInt8], from start: Int) -> Int? {
        if octets.starts(with: [13, 10]) { return 0 }
        var position = start
        while let lineFeed = octets[position...].firstIndex(of: 10) {
            if octets[(lineFeed + 1)...].starts(with: [13, 10]) { return lineFeed + 1 }
            position = lineFeed + 1
        }
        return nil
    }
}
