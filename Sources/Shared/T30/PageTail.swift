/// The end of a page's data without error correction: tells whether it is RTC, or the carrier has broken off before.
///
/// RTC is six EOLs without anything between them (T.4 §4.1.4): eleven zeros and a one, with a tag bit after each where lines are
/// coded in two dimensions (T.4 §4.2.2). Two of them are enough here: no line is empty.
struct PageTail: Hashable, Sendable {
    private var octets: [UInt8] = []

    /// Octets that are kept: six EOLs with tag bits are ten, and some stations let zeros follow them.
    private static let length = 64

    /// Takes the next octets in, in each the least significant bit first.
    mutating func take(_ data: [UInt8]) {
        octets = (octets + data.suffix(Self.length)).suffix(Self.length)
    }

    /// Whether the page has come to its end.
    var isEnd: Bool {
        var zeros = 0
        var endedLines = 0
        // Bits since the last EOL, the first of which may be its tag bit.
        var between = 0
        for octet in octets {
            for position in 0..<8 {
                if octet >> position & 1 == 0 {
                    zeros += 1
                    continue
                }
                if zeros >= 11 {
                    endedLines = between <= 1 ? endedLines + 1 : 1
                    if endedLines == 2 { return true }
                    between = 0
                } else {
                    between += zeros == 0 && between == 0 ? 1 : 2
                }
                zeros = 0
            }
        }
        return false
    }
}
