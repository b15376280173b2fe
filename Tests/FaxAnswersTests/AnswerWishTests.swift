import Testing

@testable import FaxAnswers

@Suite("What an answer's first line asks for")
struct AnswerWishTests {
    @Test(
        "Again, in words of English and German, however they are written",
        arguments: [
            "again", "Again.", "AGAIN!", "  nochmal ", "Noch einmal", "erneut", "\"again\"", "„nochmal“", "*again*",
        ])
    func again(line: String) {
        #expect(AnswerWish(line: line) == .again)
    }

    @Test(
        "A number, as people write it",
        arguments: [
            ("+49 228 12345", "+4922812345"), ("0228/12345", "022812345"), ("+49 (0) 228 12345", "+4922812345"),
            ("(0228) 123-45.", "022812345"), ("0049 228 12345", "004922812345"),
            ("0049 (0) 228 12345", "004922812345"), ("00 49 (0)228 12345", "004922812345"), ("02.28.1234", "02281234"),
            ("99.88", "9988"), ("12", "12"),
        ])
    func number(line: String, written: String) {
        #expect(AnswerWish(line: line) == .number(written))
    }

    @Test(
        "Anything else is nothing, a sentence with a number in it, too",
        arguments: [
            "", "1", "Please fax it to +49 228 12345", "again please", "+49 228 12345 again", "49+228", "++49",
            "Hello Jane,",
            "12345678901234567890123456", "٠١٢٣٤٥٦٧", "-", "Danke", "24.12.2026",
            "1.2.2026.", "14.30", "9.05",
        ])
    func nothing(line: String) {
        #expect(AnswerWish(line: line) == nil)
    }
}
