/// Which bit of an octet comes first.
public enum BitOrder: Hashable, Sendable {
    /// As in TIFF's FillOrder 1, and in T.4's tables read from left to right.
    case mostSignificantFirst
    /// As on the telephone line, between computer and modem, and in HDLC frames (T.30 §5.3, T.31).
    case leastSignificantFirst

    /// Each octet with its bits in reverse: turns one order into the other.
    public static func reversingBits(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { reversed, count in
            bytes.withUnsafeBytes { bytes in
                let words = bytes.count / 8
                for word in 0..<words {
                    let turned = reverseInOctets(bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self))
                    UnsafeMutableRawBufferPointer(reversed).storeBytes(
                        of: turned, toByteOffset: 8 * word, as: UInt64.self)
                }
                for index in 8 * words..<bytes.count {
                    reversed[index] = UInt8(truncatingIfNeeded: reverseInOctets(UInt64(bytes[index])))
                }
            }
            count = bytes.count
        }
    }

    /// Swaps neighbours, then pairs, then fours in eight octets at once.
    private static func reverseInOctets(_ word: UInt64) -> UInt64 {
        let singles = (word & 0x5555_5555_5555_5555) << 1 | word >> 1 & 0x5555_5555_5555_5555
        let pairs = (singles & 0x3333_3333_3333_3333) << 2 | singles >> 2 & 0x3333_3333_3333_3333
        return (pairs & 0x0F0F_0F0F_0F0F_0F0F) << 4 | pairs >> 4 & 0x0F0F_0F0F_0F0F_0F0F
    }
}
