/// Takes frames out of a stream at the data rate, which a Class 1 modem leaves to its computer (T.4 Annex A.3;
/// ISO/IEC 13239 §4.2). It begins anywhere, and keeps to the flags.
///
/// In every octet the least significant bit is the first on the line.
public struct HDLCDecoder: Hashable, Sendable {
    private var octets: [UInt8] = []
    private var current: UInt8 = 0
    private var bits = 0
    private var ones = 0
    private var isInFrame = false

    /// Longer frames are none: FCD has 4 + 256 octets and 2 of check sequence.
    private static let maximumFrame = 262
    /// Bits of a closing flag that have been taken for data when it is known as one: 0 and five ones.
    private static let flagBits = 6

    /// A decoder that has not seen a flag.
    public init() {}

    /// Takes data in.
    ///
    /// - Returns: the frames that end in them, from address to information field; damaged ones are left out.
    public mutating func take(_ data: some Sequence<UInt8>) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        for octet in data {
            for position in 0..<8 {
                if octet >> position & 1 == 1 {
                    ones += 1
                    if ones <= 5 { put(true) } else if ones > 6 { isInFrame = false }
                } else {
                    if ones == 6 {
                        if let frame = close() { frames.append(frame) }
                    } else if ones < 5 {
                        put(false)
                    }
                    ones = 0
                }
            }
        }
        return frames
    }

    private mutating func put(_ bit: Bool) {
        guard isInFrame else { return }
        current = current >> 1 | (bit ? 0x80 : 0)
        bits += 1
        guard bits == 8 else { return }
        bits = 0
        octets.append(current)
        if octets.count > Self.maximumFrame { isInFrame = false }
    }

    /// Takes a flag: ends the frame before it, and begins one.
    private mutating func close() -> [UInt8]? {
        defer {
            octets.removeAll(keepingCapacity: true)
            bits = 0
            isInFrame = true
        }
        guard isInFrame, bits == Self.flagBits, octets.count > 4, CheckSequence.isIntact(octets) else { return nil }
        return octets.dropLast(2)
    }
}
