import FaxModel
import T30

extension FuzzTarget {
    /// Pages with error correction. The first octet says whether we receive them or send them; the rest, what the line makes
    /// of frames, and when the other side says what.
    static let ecm = FuzzTarget("ecm") { input in
        var reader = InputReader(input)
        if reader.octet() < 128 {
            var play = BlockReceptionPlay(reader)
            try play.play()
        } else {
            var play = BlockSendingPlay(reader)
            try play.play()
        }
    }
}

/// A page of which every frame is another.
struct FramedPage {
    private let number: Int
    private let count: Int
    private let frameOctets: Int

    /// Page `number` of a call, of so many octets.
    init(_ number: Int, octets count: Int, frameOctets: Int) {
        self.number = number
        self.count = count
        self.frameOctets = frameOctets
    }

    /// Its coded lines.
    var octets: [UInt8] { octets(0..<count) }

    /// Blocks, at least one.
    var blocks: Int { max(1, (count + blockOctets - 1) / blockOctets) }

    /// Frames of a block, at least one.
    func frames(inBlock block: Int) -> Int {
        max(1, (min(count - block * blockOctets, blockOctets) + frameOctets - 1) / frameOctets)
    }

    /// The data of a frame, filled up with zeros.
    func data(_ frame: Int, ofBlock block: Int) -> [UInt8] {
        let start = min(block * blockOctets + frame * frameOctets, count)
        let data = octets(start..<min(start + frameOctets, count))
        return data + Array(repeating: 0, count: frameOctets - data.count)
    }

    /// The octets that the receiver has when it has all frames.
    var filledUp: [UInt8] {
        let frames = (0..<blocks).reduce(0) { $0 + self.frames(inBlock: $1) }
        return octets + Array(repeating: 0, count: frames * frameOctets - count)
    }

    private var blockOctets: Int { 256 * frameOctets }

    private func octets(_ range: Range<Int>) -> [UInt8] {
        range.map { UInt8(truncatingIfNeeded: $0 / frameOctets * 31 + $0 * 7 + number * 101 + 1) }
    }
}
