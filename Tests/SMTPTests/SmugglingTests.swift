import NIOCore
import Testing

@testable import SMTP

@Suite("Server: SMTP smuggling")
struct SmugglingTests {
    /// What other servers have taken for the end of the data.
    static let falseEnds = [
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\n.\r", "\r.\n", "\r\r\n.\r\r\n", "\r\n\0.\r\n",
        "\r\n.\0\r\n", "\n\r.\n\r", "\r\n.\r\r\n", "\r\n .\r\n", "\r\n.\n\r\n", "\u{85}.\r\n", "\u{2028}.\u{2028}",
    ]

    @Test("§4.1.1.4: only CR LF . CR LF ends the data; no other sequence starts a second mail", arguments: falseEnds)
    func falseEnd(sequence: String) {
        let conversation = ServerConversation.receiving()
        let smuggled = "MAIL FROM:<evil@x.example>\r\nRCPT TO:<2@fax.example>\r\nDATA\r\nfrom evil\r\n.\r\n"
        let reply = conversation.say("first\(sequence)\(smuggled)")
        // Everything is one mail: kept where the sequence is legal text, refused where it is none.
        #expect(reply.hasPrefix("250 2.0.0") || reply.hasPrefix("554 5.6.0"))
        #expect(!reply.contains("|"))
        #expect(conversation.mails.count <= 1)
        #expect(conversation.mails.allSatisfy { $0.envelope.sender?.localPart == "a" })
        let hasFlaw = sequence.replacing("\r\n", with: "").utf8.contains { [13, 10, 0].contains($0) }
        #expect(reply.hasPrefix("554 5.6.0") == hasFlaw)
        #expect(conversation.say("NOOP\r\n") == "250 2.0.0 Ok")
    }

    @Test(
        "§2.3.8: a lone CR, a lone LF and NUL are refused with 554 5.6.0 at the end, wherever they stand",
        arguments: ["a\rb", "\ra", "a\nb", "\na", "a\0b", "\0", "a\r\r\nb", "a\n\r\nb", ".\n", ".\r", "..\n"])
    func flaws(text: String) {
        for size in 1...3 {
            let conversation = ServerConversation.receiving()
            var reply = ""
            let octets = Array("before\r\n\(text)\r\nafter\r\n.\r\n".utf8)
            for start in stride(from: 0, to: octets.count, by: size) {
                reply += conversation.say(Array(octets[start..<min(start + size, octets.count)]))
            }
            #expect(reply.hasPrefix("554 5.6.0"))
            #expect(conversation.discarded == 1)
            #expect(conversation.mails.isEmpty)
            #expect(conversation.say("MAIL FROM:<a@b.example>\r\n").hasPrefix("250"))
        }
    }

    @Test("§4.5.3.1.9, RFC 1870 §6.3: a mail that grows beyond the limit is read to its end and refused with 552 5.3.4")
    func size() {
        let conversation = ServerConversation.receiving(maximumSize: 20)
        #expect(conversation.say("0123456789\r\n01234567\r\n.\r\n").hasPrefix("552 5.3.4"))
        #expect(conversation.mails.isEmpty)
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@fax.example>\r\nDATA\r\n")
        #expect(conversation.say("0123456789\r\n..12345\r\n.\r\n").hasPrefix("250"))
    }

    @Test("§2.3.8: a command line that ends with LF alone ends the connection")
    func bareLineFeedInCommands() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("NOOP\nMAIL FROM:<a@b.example>\r\n").hasPrefix("500 5.5.2"))
        #expect(conversation.isClosed)
    }

    @Test("A command line with a lone CR or a NUL is no command")
    func controlInCommands() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("NOOP\rNOOP\r\n").hasPrefix("500 5.5.2"))
        #expect(conversation.say("NO\0OP\r\n").hasPrefix("500 5.5.2"))
    }

    @Test("RFC 2920 §3.1: what comes right behind EHLO or DATA ends the connection")
    func outOfStep() {
        let early = ServerConversation()
        #expect(early.say("EHLO x\r\nMAIL FROM:<a@b.example>\r\n").hasPrefix("554 5.5.0"))
        #expect(early.isClosed)

        let data = ServerConversation.introduced()
        let replies = data.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@f>\r\nDATA\r\nSubject: x\r\n")
        #expect(replies.hasSuffix("554 5.5.0 Out of step: wait for the answer before you send more"))
        #expect(data.isClosed)
        #expect(data.mails.isEmpty)
    }

    @Test("A client that talks before the greeting is cut off")
    func early() {
        let conversation = ServerConversation(greeted: false)
        #expect(conversation.say("EHLO x\r\n") == "")
        conversation.machine.greet(now: conversation.now)
        conversation.run()
        #expect(conversation.replies.first?.hasPrefix("554 5.5.0") == true)
        #expect(conversation.isClosed)
    }
}
