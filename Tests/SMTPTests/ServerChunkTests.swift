import FaxModel
import NIOCore
import Testing

@testable import SMTP

@Suite("Server: CHUNKING (RFC 3030)")
struct ServerChunkTests {
    private func transaction(maximumSize: Int = 1000, refuses: String? = nil) -> ServerConversation {
        let conversation = ServerConversation(maximumSize: maximumSize, refuses: refuses)
        _ = conversation.say("EHLO c\r\n")
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@fax.example>\r\n")
        return conversation
    }

    @Test("§2: chunks are counted, each is answered, and LAST makes them a mail; a dot is a dot")
    func chunks() {
        let conversation = transaction()
        #expect(conversation.say("BDAT 7\r\nHello\r\n") == "250 2.0.0 7 octets received")
        #expect(conversation.say("bdat 5 last\r\n.\r\n\r\n") == "250 2.0.0 Kept")
        #expect(conversation.mails.map(\.data) == ["Hello\r\n.\r\n\r\n"])
    }

    @Test("§2: chunks may come in pieces of any size, and all in one, pipelined with what is before and after")
    func pieces() {
        let text = "BDAT 3\r\nab\rBDAT 4\r\n\nc\r\nBDAT 0 LAST\r\nNOOP\r\n"
        for size in [1, 2, 3, text.utf8.count] {
            let conversation = transaction()
            var replies: [String] = []
            let octets = Array(text.utf8)
            for start in stride(from: 0, to: octets.count, by: size) {
                let reply = conversation.say(Array(octets[start..<min(start + size, octets.count)]))
                if !reply.isEmpty { replies += reply.split(separator: "|").map(String.init) }
            }
            #expect(
                replies == [
                    "250 2.0.0 3 octets received", "250 2.0.0 4 octets received", "250 2.0.0 Kept", "250 2.0.0 Ok",
                ])
            #expect(conversation.mails.map(\.data) == ["ab\r\nc\r\n"])
        }
    }

    @Test("§2: a chunk that has no place is read past before it is refused, so its octets are no commands")
    func outOfPlace() {
        #expect(ServerConversation().say("BDAT 6\r\nQUIT\r\nNOOP\r\n").hasPrefix("503 5.5.1"))
        let ready = ServerConversation.introduced()
        #expect(
            ready.say("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
                == "503 5.5.1 No mail is under way that a chunk belongs to|250 2.0.0 Ok")
        #expect(!ready.isClosed)
        #expect(ready.say("BDAT 8 LAST\r\nQUIT") == "")
        #expect(ready.say("\r\nXX").hasPrefix("503"))
    }

    @Test("§2: without a valid recipient the chunk is read past, and the mail is not taken")
    func noRecipients() {
        let conversation = ServerConversation(refuses: "9")
        _ = conversation.say("EHLO c\r\n")
        let replies = conversation.say(
            "MAIL FROM:<a@b.example>\r\nRCPT TO:<9@f.example>\r\nBDAT 3 LAST\r\nx\r\nRSET\r\n")
        #expect(replies.hasSuffix("|554 5.5.1 No valid recipients|250 2.0.0 Ok"))
        #expect(conversation.mails.isEmpty)
    }

    @Test("§2: within chunks DATA, RCPT and MAIL are 503; RSET forgets them")
    func sequence() {
        let conversation = transaction()
        _ = conversation.say("BDAT 3\r\nx\r\n")
        for command in ["DATA", "RCPT TO:<2@fax.example>", "MAIL FROM:<a@b.example>"] {
            #expect(conversation.say(command + "\r\n").hasPrefix("503 5.5.1"))
        }
        #expect(conversation.say("NOOP\r\n").hasPrefix("250"))
        #expect(conversation.say("RSET\r\n").hasPrefix("250"))
        #expect(conversation.discarded == 1)
        #expect(conversation.say("BDAT 0 LAST\r\n").hasPrefix("503"))
    }

    @Test(
        "§2: a chunk that makes the mail too large is read to its end and refused; those in the pipeline after it, too")
    func tooLarge() {
        let conversation = transaction(maximumSize: 10)
        let replies = conversation.say("BDAT 6\r\n1234\r\nBDAT 6\r\n1234\r\nBDAT 3 LAST\r\nx\r\nNOOP\r\n")
        #expect(
            replies.split(separator: "|").map { String($0.prefix(9)) } == [
                "250 2.0.0", "552 5.3.4", "503 5.5.1", "250 2.0.0",
            ])
        #expect(conversation.discarded == 1)
        #expect(conversation.mails.isEmpty)
    }

    @Test(
        "Without BINARYMIME a lone CR, a lone LF and NUL are refused, wherever chunks end",
        arguments: ["a\rb\r\n", "a\nb\r\n", "\n", "\r", "a\0\r\n", "a\r\r\n", "\r\n\n"])
    func flaws(text: String) {
        for cut in 0...text.utf8.count {
            let octets = Array(text.utf8)
            let conversation = transaction()
            let first = Array("BDAT \(cut)\r\n".utf8) + octets[..<cut]
            let last = Array("BDAT \(octets.count - cut) LAST\r\n".utf8) + octets[cut...]
            let replies = conversation.say(first + last + Array("NOOP\r\n".utf8))
            #expect(replies.contains("554 5.6.0"))
            #expect(replies.hasSuffix("250 2.0.0 Ok"))
            #expect(conversation.mails.isEmpty)
        }
    }

    @Test(
        "A size that can't be read ends the connection: nobody knows where commands begin again",
        arguments: ["BDAT", "BDAT x", "BDAT -1", "BDAT 1 FIRST", "BDAT 1 LAST more", "BDAT 99999999999999999999 LAST"])
    func badSize(command: String) {
        let conversation = transaction()
        #expect(conversation.say(command + "\r\nMAIL FROM:<evil@x.example>\r\n").hasPrefix("501 5.5.4"))
        #expect(conversation.isClosed)
    }

    @Test("A mail that the owner can't keep is answered at the end of the chunk")
    func failed() {
        let conversation = transaction()
        _ = conversation.say("BDAT 6\r\none")
        conversation.machine.mailFailed(Reply(452, nil, "Full"), now: conversation.now)
        #expect(conversation.say("\r\n\rBDAT 1 LAST\r\nx").hasPrefix("452 Full|503"))
        #expect(conversation.discarded == 1)
    }

    @Test(
        "A connection that breaks between or within chunks leaves no mail",
        arguments: ["BDAT 3\r\nx\r\n", "BDAT 9\r\nx"])
    func broken(text: String) {
        let conversation = transaction()
        _ = conversation.say(text)
        conversation.machine.connectionClosed()
        conversation.run()
        #expect(conversation.discarded == 1)
        #expect(conversation.mails.isEmpty)
    }

    @Test(
        "§4.5.3.2: a mail that trickles steadily is given up in time, by DATA and by BDAT",
        arguments: ["DATA", "BDAT 1000"])
    func trickle(command: String) {
        let conversation = transaction()
        _ = conversation.say(command + "\r\n")
        for minute in stride(from: 4, to: 60, by: 4) {
            conversation.now = .uptimeNanoseconds(0) + .minutes(Int64(minute))
            conversation.machine.timeReached(conversation.now)
            _ = conversation.say("x")
        }
        #expect(!conversation.isClosed)
        #expect(conversation.machine.nextDeadline == .uptimeNanoseconds(0) + .hours(1))
        conversation.machine.timeReached(.uptimeNanoseconds(0) + .hours(1))
        conversation.run()
        #expect(conversation.isClosed)
        #expect(conversation.discarded == 1)
    }
}

@Suite("Server: SMTPUTF8 (RFC 6531)")
struct InternationalTests {
    @Test("§3.4: with the parameter addresses may be in UTF-8, local part, quoted string and domain")
    func addresses() {
        let conversation = ServerConversation.introduced()
        let replies = conversation.say(
            "MAIL FROM:<jürgen@müller.example> SMTPUTF8\r\nRCPT TO:<\"Gräfin+1\"@fäx.example>\r\nDATA\r\n")
        #expect(replies.contains("354"))
        _ = conversation.say("x\r\n.\r\n")
        let envelope = conversation.mails.first?.envelope
        #expect(envelope?.sender?.description == "jürgen@müller.example")
        #expect(envelope?.protocolName == "UTF8SMTP")
    }

    @Test("§3.5: without it they are 553 5.6.7, and the transaction goes on")
    func unannounced() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("MAIL FROM:<jürgen@b.example>\r\n").hasPrefix("553 5.6.7"))
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n")
        #expect(conversation.say("RCPT TO:<jürgen@f.example>\r\n").hasPrefix("553 5.6.7"))
        #expect(conversation.say("RCPT TO:<1@f.example>\r\n").hasPrefix("250"))
    }

    @Test(
        "§3.3: what is not ASCII is UTF-8, and no control character",
        arguments: [[0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xC2, 0x85], [0xE2, 0x80, 0xA8]] as [[UInt8]])
    func malformed(octets: [UInt8]) {
        let line = Array("MAIL FROM:<a".utf8) + octets + Array("@b.example> SMTPUTF8\r\n".utf8)
        #expect(ServerConversation.introduced().say(line).hasPrefix("501 5.5.4"))
    }
}

@Suite("Server: DSN (RFC 3461)")
struct ReportWishesTests {
    private func envelope(_ mail: String, _ recipients: String...) -> MailEnvelope? {
        let conversation = ServerConversation.introduced()
        _ = conversation.say("MAIL FROM:<a@b.example> \(mail)\r\n")
        for recipient in recipients { _ = conversation.say("RCPT TO:<1@f.example> \(recipient)\r\n") }
        _ = conversation.say("DATA\r\n")
        _ = conversation.say("x\r\n.\r\n")
        return conversation.mails.first?.envelope
    }

    @Test("§4: RET, ENVID, NOTIFY and ORCPT are in the envelope, decoded")
    func taken() {
        let envelope = envelope(
            "RET=full ENVID=QQ+2B314159", "NOTIFY=SUCCESS,delay ORCPT=rfc822;Bob+2BSmith@x.example", "NOTIFY=NEVER", "")
        #expect(envelope?.returnedContent == .full)
        #expect(envelope?.envelopeID == "QQ+314159")
        #expect(
            envelope?.wishes == [
                ReportWishes(notify: [.success, .delay], originalRecipient: "rfc822;Bob+Smith@x.example"),
                ReportWishes(notify: []), ReportWishes(),
            ])
    }

    @Test(
        "§4.1–4.4: what is malformed is 501",
        arguments: [
            "RET=ALL", "RET", "ENVID", "ENVID=a+2", "ENVID=a+zz", "ENVID=a+2b", "ENVID=a+0A", "ENVID=a=b",
            "ENVID=\(String(repeating: "x", count: 101))", "RET=FULL RET=FULL",
        ])
    func malformedMail(parameter: String) {
        #expect(
            ServerConversation.introduced().say("MAIL FROM:<a@b.example> \(parameter)\r\n").hasPrefix("501 5.5.4"))
    }

    @Test(
        "§4.1, §4.2: so it is at RCPT; other parameters are 555",
        arguments: [
            ("NOTIFY", "501"), ("NOTIFY=", "501"), ("NOTIFY=NEVER,SUCCESS", "501"), ("NOTIFY=SUCCESS,", "501"),
            ("NOTIFY=ALWAYS", "501"), ("ORCPT=bob@x.example", "501"), ("ORCPT=;bob", "501"), ("ORCPT=rfc822;", "501"),
            ("ORCPT=rfc822;a+", "501"), ("ORCPT=rfc822;a+00b", "501"), ("ORCPT=utf-8;jürgen@x", "501"),
            ("ORCPT=rfc822;\(String(repeating: "x", count: 500))", "501"), ("RET=FULL", "555"), ("SIZE=1", "555"),
        ])
    func malformedRecipient(parameter: String, code: String) {
        let conversation = ServerConversation.introduced()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n")
        #expect(conversation.say("RCPT TO:<1@f.example> \(parameter)\r\n").hasPrefix(code))
        #expect(conversation.say("RCPT TO:<1@f.example>\r\n").hasPrefix("250"))
    }
}

@Suite("Server: LMTP (RFC 2033)")
struct LMTPTests {
    private func conversation(refuses: String? = nil) -> ServerConversation {
        let conversation = ServerConversation(refuses: refuses, adjust: { $0.service = .lmtp })
        _ = conversation.say("LHLO client.example\r\n")
        return conversation
    }

    @Test("§4.1: LHLO begins, HELO and EHLO are 500")
    func hello() {
        let conversation = ServerConversation(adjust: { $0.service = .lmtp })
        #expect(conversation.replies == ["220 fax.example LMTP Faxpost"])
        #expect(conversation.say("EHLO x\r\n").hasPrefix("500 5.5.1"))
        #expect(conversation.say("HELO x\r\n").hasPrefix("500 5.5.1"))
        #expect(conversation.say("LHLO x\r\n").contains("|250-PIPELINING|"))
    }

    @Test(
        "§4.2: after the data there is an answer for each recipient that was accepted, in their order",
        arguments: [true, false])
    func answers(inChunks: Bool) {
        let conversation = conversation(refuses: "9")
        let recipients = ["1", "9", "2", "3"].map { "RCPT TO:<\($0)@f.example>\r\n" }.joined()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n\(recipients)")
        let replies =
            inChunks
            ? conversation.say("BDAT 3 LAST\r\nx\r\n")
            : (conversation.say("DATA\r\n"), conversation.say("x\r\n.\r\n")).1
        #expect(replies == "250 2.0.0 Kept|250 2.0.0 Kept|250 2.0.0 Kept")
        #expect(conversation.mails.count == 1)
        #expect(conversation.mails.first?.envelope.protocolName == "LMTP")
    }

    @Test("§4.2: a recipient may have an answer of its own, in its place")
    func ownAnswers() {
        let conversation = conversation(refuses: "9")
        conversation.others = [0: Reply(550, nil, "Not you"), 2: Reply(450, nil, "Later")]
        let recipients = ["1", "9", "2", "3"].map { "RCPT TO:<\($0)@f.example>\r\n" }.joined()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n\(recipients)DATA\r\n")
        #expect(conversation.say("x\r\n.\r\n") == "550 Not you|250 2.0.0 Kept|450 Later")
    }

    @Test("§4.2: a refusal of the data is told for each recipient, too")
    func refusals() {
        let conversation = conversation()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@f.example>\r\nRCPT TO:<2@f.example>\r\nDATA\r\n")
        #expect(conversation.say("a\nb\r\n.\r\n").split(separator: "|").count { $0.hasPrefix("554 5.6.0") } == 2)
        #expect(conversation.say("NOOP\r\n") == "250 2.0.0 Ok")
    }

    @Test("§4.2: DATA without a valid recipient is 503")
    func noRecipients() {
        let conversation = conversation(refuses: "9")
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<9@f.example>\r\n")
        #expect(conversation.say("DATA\r\n").hasPrefix("503 5.5.1"))
    }
}
