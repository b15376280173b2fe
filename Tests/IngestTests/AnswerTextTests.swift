import MIME
import Testing

@testable import ingest

@Suite("The text of an answer")
struct AnswerTextTests {
    private func firstLine(_ mail: String) throws -> String? {
        let text = mail.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        return AnswerText(of: try Mail(parsing: Array(text.utf8))).firstLine
    }

    @Test("The first line that is not empty, above what is quoted")
    func plain() throws {
        #expect(try firstLine("Subject: Re: x\n\n\n  \nagain\n\n> Your fax was not sent.\n") == "again")
    }

    @Test("Below what is quoted, and the line that says whose words they are")
    func below() throws {
        let mail =
            "Subject: Re: x\n\nOn Tue, 24 Nov 2026, Faxpost wrote:\n> Your fax\n> was not sent.\n\n+49 228 12345\n"
        #expect(try firstLine(mail) == "+49 228 12345")
    }

    @Test("Plain text before HTML; HTML where the plain text is empty, or there is none")
    func alternatives() throws {
        func mail(_ plain: String) -> String {
            """
            Subject: Re: x
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            \(plain)
            --b
            Content-Type: text/html; charset=utf-8

            <p>from HTML</p>
            --b--

            """
        }
        #expect(try firstLine(mail("from text")) == "from text")
        #expect(try firstLine(mail("\n> quoted")) == "from HTML")
        #expect(
            try firstLine("Subject: x\nContent-Type: text/html\n\n<html><body><div><br></div><div>again</div>")
                == "again")
    }

    @Test("Of HTML: what is shown, without what is quoted, styled or commented; encoded as it may be")
    func html() throws {
        let html = """
            <html><head><title>Re</title><style>p { color: red }</style></head><body><!-- > --><blockquote>old<blockquote>older
            </blockquote>old</blockquote>\n&nbsp; <b>+49&nbsp;228</b>\n12345 &lt;&#x41;&#66;&gt;<br>more
            """
        #expect(
            HTMLText(html).plain.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.first {
                !$0.isEmpty
            } == "+49 228 12345 <AB>")
        #expect(
            try firstLine(
                "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nZXJuZXV0Cg==\n"
            ) == "erneut")
    }

    @Test("Attachments, and mails within the mail, are no answer; a mail of them alone has none")
    func nothing() throws {
        let mail = """
            Subject: Re: x
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain
            Content-Disposition: attachment; filename=a.txt

            again
            --b
            Content-Type: message/rfc822

            Subject: y

            again
            --b--

            """
        #expect(try firstLine(mail) == nil)
    }
}
