/// A code word of T.4 or T.6.
struct CodeWord: Hashable {
    /// The word's bits, the last one lowest.
    var bits: UInt32
    /// How many they are.
    var length: Int

    /// A word written as the standards do, in 0 and 1.
    init(_ digits: some StringProtocol) {
        bits = digits.utf8.reduce(0) { $0 << 1 | ($1 == UInt8(ascii: "1") ? 1 : 0) }
        length = digits.utf8.count
    }

    /// This word, and then `next`.
    func followed(by next: CodeWord) -> CodeWord {
        var both = self
        both.bits = bits << UInt32(next.length) | next.bits
        both.length += next.length
        return both
    }

    /// End of line (T.4 §4.1.2): cannot be found inside a row's code.
    static let endOfLine = CodeWord("000000000001")

    // How a row differs from the row above (T.4 table 4, T.6 table 1).

    /// The row above has two changes more.
    static let pass = CodeWord("0001")
    /// Two runs follow, coded as in MH.
    static let horizontal = CodeWord("001")
    /// The change is 3 to the left of the one above, 2, 1, below it, 1 to the right, 2, 3.
    static let vertical = ["0000010", "000010", "010", "1", "011", "000011", "0000011"].map { CodeWord($0) }
}
