import MIME
import Testing

@Suite struct MailTests {
    @Test func allFieldsComeInOrderWithRawAndDecodedValue() throws {
        let mail = try Mail(
            parsing: """
                Received: from a.example\r
                \tby b.example; Mon, 1 Jan 2024 10:00:00 +0100\r
                X-Fax-Priority: urgent\r
                Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?IGF1cyBL9mxu?=\r
                x-fax-reference:   A 17  \r
                \r
                Hello\r

                """.mailBytes)
        #expect(mail.fields.map(\.name) == ["Received", "X-Fax-Priority", "Subject", "x-fax-reference"])
        #expect(mail.subject == "Grüße aus Köln")
        #expect(mail.fields[2].raw.contains("=?utf-8?Q?"))
        #expect(mail.field(named: "X-Fax-Reference") == "A 17")
        #expect(mail.fields[0].value == "from a.example\tby b.example; Mon, 1 Jan 2024 10:00:00 +0100")
    }

    @Test("B words that are padded hide none that follow (jstedfast/gmime issue 133)")
    func paddedWords() throws {
        let mail = try Mail(
            parsing: """
                Subject: =?UTF-8?B?SGVsbG8=?= =?UTF-8?B?IHdvcmxkLA==?=\r
                 =?utf-8?b?IMOkw7bDvA==?= end =?UTF-8?B?SGk=?=\r
                From: =?UTF-8?B?R3LDvA==?= =?UTF-8?B?w59l?= <a@example.com>\r
                \r

                """.mailBytes)
        #expect(mail.subject == "Hello world, äöü end Hi")
        #expect(mail.from?.name == "Grüße")
        #expect(mail.fields[0].raw.contains("=?UTF-8?B?SGVsbG8=?="))
    }

    @Test func messageIDHasNoBrackets() throws {
        #expect(try Mail(parsing: "Message-ID: <abc.1@example.com>\n\nx".mailBytes).messageID == "abc.1@example.com")
        #expect(try Mail(parsing: "Message-ID: abc\n\nx".mailBytes).messageID == "abc")
        #expect(try Mail(parsing: "Message-ID: <>\n\nx".mailBytes).messageID == nil)
        #expect(try Mail(parsing: "Subject: a\n\nx".mailBytes).messageID == nil)
    }

    @Test func authorHasDisplayName() throws {
        let mail = try Mail(
            parsing: "From: =?utf-8?B?SsO8cmdlbg==?= \"von\" Berg <j.berg@example.com>, b@example.com\n\n".mailBytes)
        #expect(mail.from == Mailbox(name: "Jürgen von Berg", address: "j.berg@example.com"))
        #expect(mail.mailboxes(in: "from").count == 2)
    }

    @Test func groupsYieldTheirMembers() throws {
        let mail = try Mail(parsing: "To: Team: a@x.example, B <b@x.example>;\n\n".mailBytes)
        #expect(
            mail.mailboxes(in: "To") == [
                Mailbox(address: "a@x.example"), Mailbox(name: "B", address: "b@x.example"),
            ])
    }

    @Test func eightBitSubjectIsReadAsUTF8OrElseAsWindows1252() throws {
        #expect(try Mail(parsing: "Subject: Grüße\n\n".mailBytes).subject == "Grüße")
        let bytes = Array("Subject: Gr".utf8) + [0xFC, 0xDF, 0x65, 0x20, 0x80] + Array("\n\n".utf8)
        #expect(try Mail(parsing: bytes).subject == "Grüße €")
    }

    @Test(arguments: ["", "\n", "no header here", "\0\0\0", ": x\n\n", "\r\n\r\n"])
    func whatIsHardlyAMailIsReadOrRefusedButNeverCrashes(text: String) {
        _ = try? Mail(parsing: Array(text.utf8))
    }

    @Test func aMailWithoutBodyHasAnEmptyPart() throws {
        let mail = try Mail(parsing: "Subject: only this\n".mailBytes)
        #expect(try mail.root.text() == "")
    }
}
