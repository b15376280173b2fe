/// Code words packed to be written fast: each entry is the word's bits shifted left by 5, or its length.
enum EncodingTables {
    /// The codes of white runs of 0…`RunCodes.longestRun` pels.
    static let white = (0...RunCodes.longestRun).map { packed(RunCodes.white.word(run: $0)) }
    /// The codes of black runs of 0…`RunCodes.longestRun` pels.
    static let black = (0...RunCodes.longestRun).map { packed(RunCodes.black.word(run: $0)) }
    /// The vertical modes from 3 to the left to 3 to the right.
    static let vertical = CodeWord.vertical.map { packed($0) }

    /// The entry of one word.
    static func packed(_ word: CodeWord) -> UInt32 {
        word.bits << 5 | UInt32(word.length)
    }
}
