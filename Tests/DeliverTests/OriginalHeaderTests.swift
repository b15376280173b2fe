import Testing

@testable import deliver

@Suite("The original's header")
struct OriginalHeaderTests {
    @Test(
        "RFC 3834 §5: nobody waits for the result of a program's answer; an application does of its mails",
        arguments: [
            ("Auto-Submitted: auto-replied", true), ("auto-submitted: AUTO-REPLIED; owner-email=x", true),
            ("Auto-Submitted: auto-generated", false), ("Auto-Submitted: no", false), ("Precedence: bulk", false),
            ("X-Fax-Reference: 1", false), ("Subject: Auto-Submitted: auto-replied", false),
        ])
    func automatic(field: String, isAutomatic: Bool) {
        let header = OriginalHeader(of: Array("From: a@b\r\n\(field)\r\n\r\nAuto-Submitted: auto-replied\r\n".utf8))
        #expect(header.isAutomaticReply == isAutomatic)
    }

    @Test("It ends at the empty line, or at the end of the mail", arguments: ["A: b\r\n", "A: b\r\nC: d\r\n", ""])
    func ends(text: String) {
        #expect(String(decoding: OriginalHeader(of: Array((text + "\r\nbody\r\n").utf8)).octets, as: UTF8.self) == text)
        #expect(String(decoding: OriginalHeader(of: Array(text.utf8)).octets, as: UTF8.self) == text)
    }

    @Test("A header beyond the limit is cut at the end of a line")
    func limited() {
        let header = OriginalHeader(of: Array("A: b\r\nC: d\r\nE: f\r\n\r\n".utf8), limit: 15)
        #expect(String(decoding: header.octets, as: UTF8.self) == "A: b\r\nC: d\r\n")
    }
}
