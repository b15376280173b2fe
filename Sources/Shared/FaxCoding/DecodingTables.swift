/// Look-up tables that find a code word by the bits that are next.
///
/// An entry is 0 where the bits begin no code word.
enum DecodingTables {
    /// Bits that index `white`: the length of its longest code word.
    static let whiteBits = 12
    /// Bits that index `black`: the length of its longest code word.
    static let blackBits = 13
    /// Bits that index `modes`: the length of its longest code word.
    static let modeBits = 7

    /// White code words: pels shifted left by 4, or the word's length.
    static let white = runs(RunCodes.white, bits: whiteBits)
    /// Black code words: pels shifted left by 4, or the word's length.
    static let black = runs(RunCodes.black, bits: blackBits)
    /// Modes of two-dimensional coding: see `Mode`.
    static let modes = modeTable()

    /// What an entry of `modes` says: bits 0…3 are the word's length, bits 4…7 the kind, bits 8…15 the offset.
    enum Mode {
        /// Kind of the vertical modes; their offset is how far right of the change above the change is.
        static let vertical: Int32 = 1
        /// Kind of the horizontal mode.
        static let horizontal: Int32 = 2
        /// Kind of the pass mode.
        static let pass: Int32 = 3
    }

    private static func runs(_ codes: RunCodes, bits: Int) -> [UInt16] {
        var table = [UInt16](repeating: 0, count: 1 << bits)
        for (run, word) in codes.terminating.enumerated() {
            fill(&table, word, bits, UInt16(run << 4 | word.length))
        }
        for (index, word) in codes.makeUp.enumerated() {
            fill(&table, word, bits, UInt16((index + 1) * 64 << 4 | word.length))
        }
        return table
    }

    private static func modeTable() -> [Int32] {
        var table = [Int32](repeating: 0, count: 1 << modeBits)
        for (index, word) in CodeWord.vertical.enumerated() {
            fill(&table, word, modeBits, Int32(index - 3) << 8 | Mode.vertical << 4 | Int32(word.length))
        }
        fill(&table, .horizontal, modeBits, Mode.horizontal << 4 | Int32(CodeWord.horizontal.length))
        fill(&table, .pass, modeBits, Mode.pass << 4 | Int32(CodeWord.pass.length))
        return table
    }

    /// Puts `entry` wherever the index begins with `word`.
    private static func fill<Entry>(_ table: inout [Entry], _ word: CodeWord, _ bits: Int, _ entry: Entry) {
        let first = Int(word.bits) << (bits - word.length)
        for index in first..<first + 1 << (bits - word.length) { table[index] = entry }
    }
}
