/// Puts frames into data, with flags, zero insertion and check sequences (T.4 Annex A.3), as they go with error correction.
struct FrameEncoder {
    private var octets: [UInt8] = []
    private var partial: UInt8 = 0
    private var partialBits = 0
    private var ones = 0

    /// Flags before a block: 200 ms at 9600 bit/s (T.30 Annex A.2.2).
    private static let flags = 240

    /// The data of these frames.
    static func block(_ frames: [[UInt8]]) -> [UInt8] {
        var encoder = FrameEncoder()
        for _ in 0..<flags { encoder.flag() }
        for frame in frames {
            for octet in frame.checked {
                for bit in 0..<8 { encoder.write(octet >> UInt8(bit) & 1 == 1) }
            }
            encoder.flag()
        }
        encoder.flag()
        while encoder.partialBits > 0 { encoder.put(true) }
        return encoder.octets
    }

    private mutating func flag() {
        for bit in 0..<8 { put(0x7E >> UInt8(bit) & 1 == 1) }
        ones = 0
    }

    /// A bit, and a zero after five ones.
    private mutating func write(_ isOne: Bool) {
        put(isOne)
        ones = isOne ? ones + 1 : 0
        guard ones == 5 else { return }
        put(false)
        ones = 0
    }

    private mutating func put(_ isOne: Bool) {
        if isOne { partial |= 1 << UInt8(partialBits) }
        partialBits += 1
        guard partialBits == 8 else { return }
        octets.append(partial)
        (partial, partialBits) = (0, 0)
    }
}
