import FaxModel
import Testing

@Suite("Quoted strings")
struct StringQuotedTests {
    @Test(
        "RFC 5322 §3.2.4: no quote ends it but the last, also where a combining mark follows one",
        arguments: [
            ("plain", "\"plain\""), ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\"\u{301}b", "\"a\\\"\u{301}b\""), ("", "\"\""),
        ])
    func escapes(text: String, quoted: String) {
        #expect(text.quoted.unicodeScalars.elementsEqual(quoted.unicodeScalars))
    }
}
