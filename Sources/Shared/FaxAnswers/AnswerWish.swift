/// What the first line of an answer to word of a failed fax asks for.
public enum AnswerWish: Hashable, Sendable {
    /// The same fax to the same number.
    case again
    /// The same fax to another number, as it was written.
    case number(String)

    /// Reads a line: `again`, `nochmal`, `noch einmal` or `erneut`, or a number as people write one, in either case, with or without a full stop or quotes.
    ///
    /// - Returns: `nil` for anything else.
    public init?(line: String) {
        let marks: Set<Character> = [".", "!", ",", ";", ":", "\"", "'", "„", "“", "”", "»", "«", "*", "_"]
        let text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let bare = String(text.drop { marks.contains($0) }.reversed().drop { marks.contains($0) }.reversed())
        if Self.words.contains(bare.lowercased()) {
            self = .again
            return
        }
        let signs: Set<Character> = ["+", " ", "-", "/", ".", "(", ")", "\u{2010}", "\u{2011}", "\u{2013}", "\u{A0}"]
        let digits = bare.filter { $0.isASCII && $0.isNumber }
        guard (2...25).contains(digits.count), bare.allSatisfy({ signs.contains($0) || ($0.isASCII && $0.isNumber) }),
            bare.lastIndex(of: "+").map({ $0 == bare.startIndex }) ?? true, !Self.isTime(bare)
        else { return nil }
        self = .number(Self.written(bare))
    }

    /// The number without what divides its digits; the zero in `+49 (0) 228` is not dialled after a country code.
    private static func written(_ text: String) -> String {
        let isInternational = text.hasPrefix("+")
        let hasCountry = isInternational || text.filter { $0.isASCII && $0.isNumber }.hasPrefix("00")
        let text = hasCountry ? text.replacing("(0)", with: "") : text
        return (isInternational ? "+" : "") + text.filter { $0.isASCII && $0.isNumber }
    }

    /// Whether it is a date, as `24.12.2026`, or a time of day, as `14.30`.
    private static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count else { return false }
        let lengths = parts.map(\.count)
        switch lengths.count {
        case 2: return lengths[0] <= 2 && lengths[1] == 2 && numbers[0] < 24 && numbers[1] < 60
        case 3:
            return lengths[0] <= 2 && lengths[1] <= 2 && lengths[2] == 4 && (1...31).contains(numbers[0])
                && (1...12).contains(numbers[1])
        default: return false
        }
    }

    private static let words: Set<String> = [
        "again", "resend", "retry", "nochmal", "nochmals", "noch mal", "noch einmal", "erneut", "erneut senden",
    ]
}
