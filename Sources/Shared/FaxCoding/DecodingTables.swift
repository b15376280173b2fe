/// Look-up tables that find single code words by the bits that are next.
///
/// An entry is 0 where the bits begin no code word.
enum DecodingTables {
    /// Bits that index `white`: the length of its longest code word.
    static let whiteBits = 12
    /// Bits that index `black`: the length of its longest code word.
    static let blackBits = 13

    /// White code words: pels shifted left by 4, or the word's length.
    static let white = runs(RunCodes.white, bits: whiteBits)
    /// Black code words: pels shifted left by 4, or the word's length.
    static let black = runs(RunCodes.black, bits: blackBits)

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

    /// Puts `entry` wherever the index begins with `word`.
    private static func fill(_ table: inout [UInt16], _ word: CodeWord, _ bits: Int, _ entry: UInt16) {
        let first = Int(word.bits) << (bits - word.length)
        for index in first..<first + 1 << (bits - word.length) { table[index] = entry }
    }
}
