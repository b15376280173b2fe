import Testing

@testable import SMTP

@Suite("Grammar: RFC 5321 §4.1.2 and §4.1.3")
struct GrammarTests {
    @Test(
        "§4.1.2: mailboxes and how they are written",
        arguments: [
            ("jane.doe@example.com", "jane.doe@example.com"),
            ("+4922812345@fax.example", "+4922812345@fax.example"),
            ("FAX=+49-228-1/T33S=17@gw.example", "FAX=+49-228-1/T33S=17@gw.example"),
            ("\"jane doe\"@example.com", "\"jane doe\"@example.com"),
            ("\"jane.doe\"@example.com", "jane.doe@example.com"),
            ("\"Number @ NAME\"@fax.example", "\"Number @ NAME\"@fax.example"),
            (#""a\"b\\c"@example.com"#, #""a\"b\\c"@example.com"#),
            ("\"\"@example.com", "\"\"@example.com"),
            ("x@[192.0.2.1]", "x@[192.0.2.1]"),
            ("x@[IPv6:2001:db8::1]", "x@[IPv6:2001:db8::1]"),
            ("x@[tag:content]", "x@[tag:content]"),
            ("x@host_with_underscore", "x@host_with_underscore"),
            // A quote or backslash that a combining mark follows is one character with it to Swift, and two to everybody else.
            ("\"a\\\"\u{301}> NOTIFY=NEVER x\"@example.com", "\"a\\\"\u{301}> NOTIFY=NEVER x\"@example.com"),
            ("\"a\\\\\u{301} b\"@example.com", "\"a\\\\\u{301} b\"@example.com"),
        ])
    func mailboxes(text: String, written: String) throws {
        let mailbox = try #require(Mailbox(text))
        #expect(mailbox.description.utf8.elementsEqual(written.utf8))
        #expect(Mailbox(mailbox.description) == mailbox)
    }

    @Test(
        "§4.1.2: what is no mailbox",
        arguments: [
            "", "jane", "@example.com", "jane@", ".jane@example.com", "jane.@example.com", "ja..ne@example.com",
            "ja ne@example.com", "jane@exa mple.com", "jane@-example.com", "jane@example-.com", "jane@.example.com",
            "jane@example..com", "\"jane@example.com", "jane@[300.0.0.1]", "jane@[IPv6:xyz]", "jane@[192.0.2.1",
            "jane@example.com>", ".\u{301}a@example.com", "a..\u{301}b@example.com", "jane@\u{301}example.com",
            "jane@example.\u{301}com", "a\u{7}b@example.com", "\"a\u{1}\"@example.com",
        ])
    func noMailboxes(text: String) {
        #expect(Mailbox(text) == nil)
    }

    @Test("§4.5.3.1.2: a domain has 255 octets at most")
    func longDomain() {
        let label = String(repeating: "a", count: 63)
        #expect(Mailbox("x@\(label).\(label).\(label).\(label)") != nil)
        #expect(Mailbox("x@\(label).\(label).\(label).\(label).b") == nil)
    }

    @Test("Appendix C: a source route is read and dropped")
    func sourceRoute() throws {
        let command = try SMTPCommand(line: Array("RCPT TO:<@one.example,@two.example:1@fax.example>".utf8))
        #expect(command == .recipient(.mailbox(try #require(Mailbox("1@fax.example"))), parameters: []))
    }

    @Test("§4.5.1: <Postmaster> needs no domain")
    func postmaster() throws {
        #expect(try SMTPCommand(line: Array("RCPT TO:<Postmaster>".utf8)) == .recipient(.postmaster, parameters: []))
    }

    @Test("§4.1.2: parameters")
    func parameters() throws {
        let command = try SMTPCommand(line: Array("MAIL FROM:<> SIZE=100 body=8BITMIME X-FLAG".utf8))
        #expect(
            command
                == .mail(
                    sender: nil,
                    parameters: [
                        MailParameter(keyword: "SIZE", value: "100"), MailParameter(keyword: "BODY", value: "8BITMIME"),
                        MailParameter(keyword: "X-FLAG"),
                    ]))
    }
}
