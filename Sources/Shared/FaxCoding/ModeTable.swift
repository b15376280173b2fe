/// A look-up table that finds up to four vertical modes, and what ends them, at once by the bits that are next
/// (T.4 table 4, T.6 table 1).
enum ModeTable {
    /// What follows the vertical modes of an entry.
    enum Next {
        /// Nothing that is within the index.
        static let unknown: UInt64 = 0
        /// The pass mode.
        static let pass: UInt64 = 1
        /// The horizontal mode.
        static let horizontal: UInt64 = 2
        /// Bits that mean nothing, or an extension (T.4 table 4, T.6 table 1) that nobody agreed on.
        static let nothing: UInt64 = 3
    }

    /// What the next `indexBits` bits say.
    struct Entry {
        /// Bits 0…31: an octet for the offset of each vertical mode. Bits 32…37: the bits of all modes. Bits 38…40: how
        /// many are vertical. Bits 41…42: `Next`. From bit 44 on, 4 bits each: the bits of one vertical mode, of two, …
        fileprivate(set) var packed: UInt64 = 0

        /// How far right of the change above the change is, for each vertical mode; 0 for those that are none.
        @inline(__always)
        var offsets: SIMD4<Int32> {
            let octets = unsafeBitCast(UInt32(truncatingIfNeeded: packed), to: SIMD4<Int8>.self)
            return SIMD4<Int32>(truncatingIfNeeded: octets)
        }

        /// How far right of the change above the change of vertical mode `index`, 0…3, is.
        @inline(__always)
        func offset(_ index: Int) -> Int32 {
            Int32(Int8(truncatingIfNeeded: packed &>> UInt64(truncatingIfNeeded: 8 &* index)))
        }

        /// The bits of all modes; only the lowest 6 bits count, as a shift takes them.
        @inline(__always)
        var shift: UInt64 { packed &>> 32 }

        /// The bits of all modes.
        @inline(__always)
        var length: Int { Int(truncatingIfNeeded: packed &>> 32 & 63) }

        /// How many modes are vertical, 0…4.
        @inline(__always)
        var verticals: Int { Int(truncatingIfNeeded: packed &>> 38 & 7) }

        /// What follows the vertical modes.
        @inline(__always)
        var next: UInt64 { packed &>> 41 & 3 }

        /// The bits of the first `count` vertical modes, 1…4.
        @inline(__always)
        func length(verticals count: Int) -> Int {
            Int(truncatingIfNeeded: packed &>> UInt64(truncatingIfNeeded: 40 &+ 4 &* count) & 15)
        }
    }

    /// Bits that index the table; the longest code word has 7.
    static let indexBits = 10
    /// The vertical modes that an entry has at most.
    static let mostVerticals = 4

    /// The entries.
    static let entries = (0..<1 << indexBits).map { entry(of: UInt32($0)) }

    private static func entry(of index: UInt32) -> Entry {
        var entry: UInt64 = 0
        var taken = 0
        var verticals = 0
        var next = Next.unknown
        while next == Next.unknown {
            if verticals < mostVerticals, let mode = CodeWord.vertical.firstIndex(where: { begins($0, index, taken) }) {
                taken += CodeWord.vertical[mode].length
                entry |= UInt64(UInt8(bitPattern: Int8(mode - 3))) << UInt64(8 * verticals)
                verticals += 1
                entry |= UInt64(taken) << UInt64(40 + 4 * verticals)
            } else if begins(.horizontal, index, taken) {
                next = Next.horizontal
                taken += CodeWord.horizontal.length
            } else if begins(.pass, index, taken) {
                next = Next.pass
                taken += CodeWord.pass.length
            } else if verticals == 0 {
                next = Next.nothing
            } else {
                break
            }
        }
        return Entry(packed: entry | next << 41 | UInt64(verticals) << 38 | UInt64(taken) << 32)
    }

    /// Whether `word` stands behind the bits that are taken, all of it within the index.
    private static func begins(_ word: CodeWord, _ index: UInt32, _ taken: Int) -> Bool {
        let below = indexBits - taken - word.length
        return below >= 0 && index >> UInt32(below) & (1 << UInt32(word.length) - 1) == word.bits
    }
}
