import MIME
import Testing

@Suite("RFC 3834 §5: who has made a mail")
struct AutoSubmittedTests {
    @Test(
        arguments: [
            ("no", AutoSubmitted.no), (" No ; why=x", .no), ("auto-replied", .replied),
            ("Auto-Replied; owner=a", .replied),
            ("(vacation) auto-replied", .replied), (" (a (b) \\) c)\r\n (d)no (e)", .no), ("(no", .generated),
            ("(no) (auto-replied)", .generated), ("no(body)", .no),
            ("auto-generated", .generated), ("auto-notified", .generated), ("not", .generated), ("", .generated),
        ])
    func values(value: String, meant: AutoSubmitted) {
        #expect(AutoSubmitted(value) == meant)
    }
}
