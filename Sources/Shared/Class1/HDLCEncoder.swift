public import FaxModel

/// Frames as they go over the line at the data rate: flags, zero insertion and check sequence, which a Class 1 modem
/// leaves to its computer (T.4 Annex A.3; ISO/IEC 13239 §4.2).
///
/// In every octet the least significant bit is the first on the line.
public struct HDLCEncoder {
    private var octets: [UInt8] = []
    private var pending: UInt32 = 0
    private var pendingBits: UInt32 = 0
    private var ones = 0

    /// 0111 1110.
    private static let flag: UInt8 = 0x7E

    /// An encoder that has sent nothing.
    public init() {}

    /// Flags before a block, in milliseconds: 200 ms ± 100 ms (T.30 Annex A.2.2). For the far end to synchronise a few flags
    /// will do; with every page of every call they cost the time of the line.
    private static let synchronisation = 120

    /// A block of frames: flags, so that the far end can synchronise, the frames with a flag after each, and two more
    /// flags to push the last one through.
    public static func block(_ frames: [[UInt8]], at modulation: Modulation) -> [UInt8] {
        var encoder = HDLCEncoder()
        let flags = modulation.octets(milliseconds: synchronisation)
        // With what zero insertion adds at most: a bit after five.
        encoder.octets.reserveCapacity(flags + frames.reduce(8) { $0 + ($1.count + 2) * 6 / 5 + 2 })
        encoder.appendFlags(flags)
        for frame in frames { encoder.append(frame) }
        encoder.appendFlags(2)
        return encoder.finish()
    }

    /// Sends `count` flags.
    public mutating func appendFlags(_ count: Int) {
        for _ in 0..<count { put(UInt32(Self.flag), bits: 8) }
        ones = 0
    }

    /// Sends a frame, from address to information field, its check sequence and a flag.
    public mutating func append(_ frame: [UInt8]) {
        for octet in frame { stuff(octet) }
        let check = CheckSequence.of(frame)
        stuff(UInt8(truncatingIfNeeded: check))
        stuff(UInt8(truncatingIfNeeded: check >> 8))
        appendFlags(1)
    }

    /// Everything that was sent, filled up with ones to an octet.
    public consuming func finish() -> [UInt8] {
        if pendingBits > 0 { put(0xFF, bits: 8 - pendingBits) }
        return octets
    }

    /// Sends an octet with a zero after every five ones.
    private mutating func stuff(_ octet: UInt8) {
        // Where no five ones can come together, the octet goes as it is.
        if ones + octet.trailingOnes < 5, Self.hasNoLongRun[Int(octet)] {
            put(UInt32(octet), bits: 8)
            ones = (~octet).leadingZeroBitCount
            return
        }
        for bit in 0..<8 {
            let isOne = octet >> bit & 1 == 1
            put(isOne ? 1 : 0, bits: 1)
            ones = isOne ? ones + 1 : 0
            guard ones == 5 else { continue }
            put(0, bits: 1)
            ones = 0
        }
    }

    private mutating func put(_ bits: UInt32, bits count: UInt32) {
        pending |= (bits & (1 << count - 1)) << pendingBits
        pendingBits += count
        while pendingBits >= 8 {
            octets.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingBits -= 8
        }
    }

    /// Whether an octet has fewer than five ones in a row.
    private static let hasNoLongRun: [Bool] = (0...255).map { octet in
        octet & octet >> 1 & octet >> 2 & octet >> 3 & octet >> 4 == 0
    }
}

extension UInt8 {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}

/// The frame check sequence: CRC of 16 bits (T.30 §5.3.7, ISO/IEC 13239 §4.2.5.2).
enum CheckSequence {
    /// The check sequence of these octets; its low octet goes first.
    static func of(_ octets: [UInt8]) -> UInt16 {
        ~octets.reduce(0xFFFF) { check, octet in
            check >> 8 ^ table[Int(UInt8(truncatingIfNeeded: check) ^ octet)]
        }
    }

    /// Whether these octets end with the check sequence of those before: what is left over is always the same then.
    static func isIntact(_ octets: [UInt8]) -> Bool { of(octets) == ~0xF0B8 }

    /// x^16 + x^12 + x^5 + 1, least significant bit first.
    private static let table: [UInt16] = (0...255).map { octet in
        (0..<8).reduce(UInt16(octet)) { check, _ in check & 1 == 1 ? check >> 1 ^ 0x8408 : check >> 1 }
    }
}
