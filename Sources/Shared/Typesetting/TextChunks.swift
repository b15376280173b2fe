/// Cuts text into pieces of whole lines that are laid out one at a time, so that the time for a text grows with its
/// length and not with the square of it.
struct TextChunks {
    /// A piece.
    enum Chunk: Hashable {
        /// Lines, without the line end of the last.
        case text(String)
        /// A form feed.
        case pageBreak
    }

    /// Characters (scalars) after which a piece ends with its line, and at most twice of which a line has.
    private static let size = 4000
    /// Characters of a word after which it is broken: no word is so long, but a blob of base64 is, and the time to
    /// break it into lines grows with the square of its length. Counted in alphabets only; writing without spaces is no
    /// word.
    private static let longestWord = 1000

    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        var afterReturn = false
        for scalar in text.unicodeScalars {
            defer { afterReturn = scalar == "\r" }
            switch scalar {
            case "\r", "\u{85}", "\u{2028}", "\u{2029}": scalars.append("\n")
            case "\n": if !afterReturn { scalars.append("\n") }
            case "\t", "\u{0C}": scalars.append(scalar)
            case "\u{00}"..<"\u{20}", "\u{7F}"..<"\u{A0}": continue
            default: scalars.append(scalar)
            }
        }
        while let last = scalars.last, last == "\n" || last == " " || last == "\u{0C}" { scalars.removeLast() }
        self.scalars = scalars
    }

    /// The next piece; `nil` at the end.
    mutating func next() -> Chunk? {
        guard position < scalars.count else { return nil }
        if scalars[position] == "\u{0C}" {
            position += 1
            if position < scalars.count, scalars[position] == "\n" { position += 1 }
            return .pageBreak
        }
        let start = position
        var lastSpace: Int?
        var wordLength = 0
        while position < scalars.count {
            let scalar = scalars[position]
            if scalar == "\u{0C}" { break }
            if scalar == "\n", position - start >= Self.size { break }
            if scalar == " " { lastSpace = position }
            wordLength = scalar == " " || scalar == "\n" || scalar.value >= 0x0E00 ? 0 : wordLength + 1
            if wordLength > Self.longestWord { break }
            if position - start >= 2 * Self.size {
                position = lastSpace ?? position
                break
            }
            position += 1
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<position])
        if position < scalars.count, scalars[position] == "\n" || scalars[position] == " " { position += 1 }
        if text.last == "\n", position < scalars.count, scalars[position] == "\u{0C}" { text.removeLast() }
        return .text(String(text))
    }
}
