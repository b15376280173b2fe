import MIME
import Testing

@Suite("RFC 3834 §5: who has made a mail")
struct AutoSubmittedTests {
    @Test(
        arguments: [
            ("no", AutoSubmitted.no), (" No ; why=x", .no), ("auto-replied", .replied),
            ("Auto-Replied; owner=a", .replied),
            ("auto-generated", .generated), ("auto-notified", .generated), ("not", .generated), ("", .generated),
        ])
    func values(value: String, meant: AutoSubmitted) {
        #expect(AutoSubmitted(value) == meant)
    }
}
