/// A look-up table that finds up to two runs at once by the bits that are next: most runs are short, and so are their
/// codes.
enum RunPairTable {
    /// What the next `indexBits` bits say.
    struct Entry {
        /// Bits 0…5: the bits that these runs take. Bits 6…11: pels of the second run. Bit 12: `black` if the run after
        /// these has the other colour than the first. Bits 13…14: how many runs end. Bits 20…31: pels of the first run.
        fileprivate(set) var packed: UInt32

        /// Whether the bits begin no code word, or one that has to be looked at by itself.
        @inline(__always)
        var isSingular: Bool { packed == 0 }

        /// The bits that these runs take; only the lowest 6 bits count, as a shift takes them.
        @inline(__always)
        var shift: UInt64 { UInt64(packed) }

        /// The bits that these runs take.
        @inline(__always)
        var length: Int { Int(packed & 63) }

        /// How many runs end here: 2, 1, or none where a make-up word stands for itself.
        @inline(__always)
        var runs: Int { Int(packed &>> 13 & 3) }

        /// What the colour's place in the table turns by.
        @inline(__always)
        var turn: Int { Int(packed) & black }

        /// Pels of the first run.
        @inline(__always)
        var first: Int32 { Int32(truncatingIfNeeded: packed &>> 20) }

        /// Pels of the second run; 0 if there is none.
        @inline(__always)
        var second: Int32 { Int32(truncatingIfNeeded: packed &>> 6 & 63) }
    }

    /// Bits that index a colour's half of the table: as many as leave the table in the processor's first cache.
    static let indexBits = 12

    /// Where black runs begin; white ones begin at 0.
    static let black = 1 << indexBits

    /// The entries for a white run that is next, then those for a black one.
    static let entries = [false, true].flatMap { isBlack in
        (0..<1 << indexBits).map { entry(of: UInt64($0) << (64 - UInt64(indexBits)), black: isBlack) }
    }

    private static func entry(of bits: UInt64, black isBlack: Bool) -> Entry {
        guard let begin = word(bits, taken: 0, black: isBlack) else { return Entry(packed: 0) }
        guard begin.pels < 64 else {
            guard let end = word(bits, taken: begin.length, black: isBlack), end.pels < 64 else {
                return entry(runs: 0, length: begin.length, first: begin.pels)
            }
            return entry(
                of: bits, taken: begin.length + end.length, black: isBlack, first: begin.pels + end.pels)
        }
        guard begin.pels > 0 else { return Entry(packed: 0) }
        return entry(of: bits, taken: begin.length, black: isBlack, first: begin.pels)
    }

    /// The entry where the first run has taken so many bits.
    private static func entry(of bits: UInt64, taken: Int, black isBlack: Bool, first: Int) -> Entry {
        guard let second = word(bits, taken: taken, black: !isBlack), (1..<64).contains(second.pels) else {
            return entry(runs: 1, length: taken, first: first)
        }
        return entry(runs: 2, length: taken + second.length, first: first, second: second.pels)
    }

    private static func entry(runs: Int, length: Int, first: Int, second: Int = 0) -> Entry {
        Entry(packed: UInt32(first << 20 | runs << 13 | (runs & 1) * black | second << 6 | length))
    }

    /// The code word behind the bits that are taken, where all of it is within the index.
    private static func word(_ bits: UInt64, taken: Int, black isBlack: Bool) -> (pels: Int, length: Int)? {
        let left = bits << UInt64(taken)
        let entry =
            isBlack
            ? DecodingTables.black[Int(left >> (64 - UInt64(DecodingTables.blackBits)))]
            : DecodingTables.white[Int(left >> (64 - UInt64(DecodingTables.whiteBits)))]
        let length = Int(entry & 15)
        guard length > 0, taken + length <= indexBits else { return nil }
        return (Int(entry >> 4), length)
    }
}
