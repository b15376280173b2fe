import FaxModel
import Foundation
import MIME
import Testing

@testable import deliver

@Suite("Encodings of what is written")
struct EncodingTests {
    static let texts = [
        "", "plain", "a = b", "trailing space ", "tab\t", "äöü ß €", "日本語のファクス", "🙂", "=?fake?=", "=41",
        String(repeating: "long ", count: 60), String(repeating: "ä", count: 200), String(repeating: "x", count: 200),
        String(repeating: "🙂", count: 100), "From here", ".", "a\r\nb\r\n\r\nc", "order  4711   x",
    ]

    @Test("RFC 2045 §6.7: quoted-printable is read back as it was, in lines of 76 characters", arguments: texts)
    func quotedPrintable(text: String) throws {
        let encoded = QuotedPrintable.encode(Array(text.utf8))
        for line in encoded.split(separator: "\r\n") { #expect(line.utf8.count <= 76) }
        #expect(encoded.utf8.allSatisfy { (32...126).contains($0) || $0 == 13 || $0 == 10 })
        let mail = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        let parsed = try Mail(parsing: Array((mail + encoded).utf8))
        let expected = text.isEmpty ? "" : text + "\r\n"
        #expect(try parsed.root.text()?.replacing("\r\n", with: "\n") == expected.replacing("\r\n", with: "\n"))
    }

    @Test("RFC 2047: free text of a field is read back as it was, in lines of 76 characters", arguments: texts)
    func encodedWords(text: String) throws {
        var header = MailHeader()
        header.add("Subject", text)
        for line in header.text.split(separator: "\r\n") where line.contains("=?UTF-8") {
            #expect(line.utf8.count <= 76)
        }
        #expect(header.text.utf8.allSatisfy { (32...126).contains($0) || $0 == 13 || $0 == 10 })
        let parsed = try Mail(parsing: Array((header.text + "X: y\r\n\r\n").utf8))
        // Line ends and other control characters became spaces; the reader keeps no space at the ends.
        let expected = String(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        #expect((parsed.subject ?? "") == expected.trimmingCharacters(in: .whitespaces))
    }

    @Test("No text can begin a field of its own")
    func injection() {
        for text in [
            "a\r\nBcc: x@y", "a\nBcc: x@y", "a\rBcc: x@y", "ä\r\nBcc: x@y", "a\u{2028}Bcc: x", "a\u{85}Bcc: x",
        ] {
            var header = MailHeader()
            header.add("X-Fax-Reference", text)
            #expect(!header.text.contains("\r\nBcc"))
            #expect(header.text.split(separator: "\r\n").allSatisfy { $0.hasPrefix("X-Fax-") || $0.hasPrefix(" ") })
        }
    }

    @Test("RFC 5322 §3.2.4: a display name with commas and quotes is one phrase")
    func displayName() throws {
        for name in ["Doe, Jane", "Jane \"JD\" Doe", "Jürgen Groß, Einkauf", "a\\b"] {
            var header = MailHeader()
            header.add("From", mailbox: SampleReports.address("fax@fax.example"), displayName: name)
            let mail = try Mail(parsing: Array((header.text + "\r\n").utf8))
            #expect(mail.from?.name == name)
            #expect(mail.from?.address == "fax@fax.example")
        }
    }
}
