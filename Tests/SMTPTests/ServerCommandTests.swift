import NIOCore
import Testing

@testable import SMTP

@Suite("Server: commands of RFC 5321")
struct ServerCommandTests {
    @Test("§4.3.1: the greeting is 220 with the host's name")
    func greeting() {
        let conversation = ServerConversation()
        #expect(conversation.replies == ["220 fax.example ESMTP Faxpost"])
    }

    @Test("§4.1.1.1: EHLO is answered with the extensions, a line each, without status codes (RFC 2034 §4)")
    func extensions() {
        let conversation = ServerConversation()
        #expect(
            conversation.say("EHLO client.example\r\n")
                == "250-fax.example|250-PIPELINING|250-SIZE 1000|250-8BITMIME|250-SMTPUTF8|250-CHUNKING|250-DSN|250-ENHANCEDSTATUSCODES|250 HELP"
        )
    }

    @Test("§4.1.1.1: HELO is answered with one line")
    func hello() {
        let conversation = ServerConversation()
        #expect(conversation.say("HELO client.example\r\n") == "250 fax.example")
    }

    @Test("§4.1.4: MAIL, RCPT and DATA out of order are 503", arguments: ["MAIL FROM:<a@b>", "RCPT TO:<1@f>", "DATA"])
    func orderBeforeHello(command: String) {
        let conversation = ServerConversation()
        #expect(conversation.say(command + "\r\n").hasPrefix("503 5.5.1"))
    }

    @Test("§4.1.4: RCPT and DATA need a MAIL before them", arguments: ["RCPT TO:<1@f>", "DATA"])
    func orderBeforeMail(command: String) {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say(command + "\r\n").hasPrefix("503 5.5.1"))
    }

    @Test("§3.3: a transaction from MAIL to the end of the data")
    func transaction() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("MAIL FROM:<jane@client.example>\r\n") == "250 2.1.0 Sender ok")
        #expect(conversation.say("RCPT TO:<+4922812345@fax.example>\r\n") == "250 2.1.5 Recipient ok")
        #expect(conversation.say("DATA\r\n").hasPrefix("354 "))
        #expect(conversation.say("Subject: x\r\n\r\nHello\r\n.\r\n") == "250 2.0.0 Kept")
        #expect(conversation.mails.map(\.data) == ["Subject: x\r\n\r\nHello\r\n"])
        #expect(conversation.mails[0].envelope.sender?.description == "jane@client.example")
        #expect(conversation.mails[0].envelope.recipients.map(\.description) == ["+4922812345@fax.example"])
    }

    @Test("§4.5.5: the null reverse path is a sender")
    func nullSender() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("MAIL FROM:<>\r\n").hasPrefix("250"))
    }

    @Test("§4.1.1.2: MAIL within a transaction is 503, and the transaction stands")
    func nestedMail() {
        let conversation = ServerConversation.introduced()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n")
        #expect(conversation.say("MAIL FROM:<c@d.example>\r\n").hasPrefix("503 5.5.1"))
        #expect(conversation.say("RCPT TO:<1@fax.example>\r\n").hasPrefix("250"))
    }

    @Test("§4.1.1.5, §4.1.4: RSET and EHLO end a transaction", arguments: ["RSET", "EHLO again.example", "HELO again"])
    func reset(command: String) {
        let conversation = ServerConversation.introduced()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@fax.example>\r\n")
        #expect(conversation.say(command + "\r\n").hasPrefix("250"))
        #expect(conversation.say("DATA\r\n").hasPrefix("503"))
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\n").hasPrefix("250"))
    }

    @Test("§3.3: DATA without a valid recipient is 554, and the next recipient is welcome")
    func noRecipients() {
        let conversation = ServerConversation(refuses: "9")
        _ = conversation.say("EHLO c\r\n")
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n")
        #expect(conversation.say("RCPT TO:<9@fax.example>\r\n") == "550 5.1.1 No such number")
        #expect(conversation.say("DATA\r\n").hasPrefix("554 5.5.1"))
        #expect(conversation.say("RCPT TO:<1@fax.example>\r\nDATA\r\n").contains("354"))
    }

    @Test("§4.1.1.6–9: VRFY 252, HELP 214, NOOP 250, at any time")
    func others() {
        let conversation = ServerConversation()
        #expect(conversation.say("NOOP\r\n").hasPrefix("250 2.0.0"))
        #expect(conversation.say("NOOP with words\r\n").hasPrefix("250 2.0.0"))
        #expect(conversation.say("HELP\r\n").hasPrefix("214-2.0.0"))
        #expect(conversation.say("VRFY jane\r\n").hasPrefix("252 2.5.0"))
    }

    @Test("§4.1.1.10: QUIT is answered with 221, then the connection is closed")
    func quit() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("QUIT\r\n") == "221 2.0.0 fax.example closes the connection")
        #expect(conversation.isClosed && conversation.isEnded)
    }

    @Test("Whoever talks on after QUIT, or is cut off, is read on, so that he sees the last words")
    func talking() {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say("QUIT\r\nNOOP\r\n") == "221 2.0.0 fax.example closes the connection")
        #expect(conversation.isClosed && !conversation.isEnded)
        let cutOff = ServerConversation.introduced()
        #expect(cutOff.say("NOOP\n").hasPrefix("500"))
        #expect(cutOff.isClosed && !cutOff.isEnded)
    }

    @Test("§2.4: verbs and keywords in either case; §4.1.1: space at the end is ignored")
    func leniency() {
        let conversation = ServerConversation()
        #expect(conversation.say("eHlO client.example  \r\n").contains("250 HELP"))
        #expect(conversation.say("mail from:<a@b.example> body=8bitmime\r\n").hasPrefix("250"))
        #expect(conversation.say("Rcpt to: <1@fax.example> \r\n").hasPrefix("250"))
    }

    @Test(
        "§4.2.4: unknown 500, not offered 502, bad argument 501",
        arguments: [
            ("XYZZY", "500 5.5.2"), ("", "500 5.5.2"), ("EXPN list", "502 5.5.1"), ("STARTTLS", "502 5.5.1"),
            ("EHLO", "501 5.5.4"), ("EHLO two words", "501 5.5.4"), ("VRFY", "501 5.5.4"), ("DATA now", "501 5.5.4"),
            ("MAIL a@b.example", "501 5.5.4"), ("MAIL FROM:a@b.example", "501 5.1.7"),
            ("MAIL FROM:<a b@c.example>", "501 5.1.7"), ("MAIL FROM:<jürgen@b.example>", "553 5.6.7"),
            ("NOOP jürgen", "501 5.5.4"), ("LHLO client.example", "500 5.5.1"), ("AUTH PLAIN", "502 5.5.1"),
        ])
    func mistakes(command: String, reply: String) {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say(command + "\r\n").hasPrefix(reply))
        #expect(conversation.say("NOOP\r\n").hasPrefix("250"))
    }

    @Test(
        "§4.1.1.11: parameters that are not offered are 555, bad values 501",
        arguments: [
            ("MAIL FROM:<a@b.example> SMTPUTF8=yes", "501 5.5.4"), ("MAIL FROM:<a@b.example> BODY=X", "501 5.5.4"),
            ("MAIL FROM:<a@b.example> AUTH=<>", "555 5.5.4"), ("MAIL FROM:<a@b.example> MT-PRIORITY=3", "555 5.5.4"),
            ("MAIL FROM:<a@b.example> BODY=BINARYMIME", "504 5.5.4"),
            ("MAIL FROM:<a@b.example> SIZE=many", "501 5.5.4"), ("MAIL FROM:<a@b.example> SIZE=1 SIZE=1", "501 5.5.4"),
            ("MAIL FROM:<a@b.example> =1", "501 5.5.4"), ("MAIL FROM:<a@b.example>SIZE=1", "501 5.5.4"),
        ])
    func parameters(command: String, reply: String) {
        let conversation = ServerConversation.introduced()
        #expect(conversation.say(command + "\r\n").hasPrefix(reply))
    }

    @Test("RFC 1870 §6.1: an announced size beyond the limit is refused at MAIL")
    func announcedSize() {
        let conversation = ServerConversation.introduced(maximumSize: 1000)
        #expect(conversation.say("MAIL FROM:<a@b.example> SIZE=1001\r\n").hasPrefix("552 5.3.4"))
        #expect(conversation.say("MAIL FROM:<a@b.example> SIZE=99999999999999999999\r\n").hasPrefix("552 5.3.4"))
        #expect(conversation.say("MAIL FROM:<a@b.example> SIZE=1000\r\n").hasPrefix("250"))
    }

    @Test("§4.5.3.1.10: one recipient too many is 452, those before are kept")
    func recipientLimit() {
        let conversation = ServerConversation.introduced(maximumRecipients: 2)
        let replies = conversation.say(
            "MAIL FROM:<a@b.example>\r\nRCPT TO:<1@f>\r\nRCPT TO:<2@f>\r\nRCPT TO:<3@f>\r\nDATA\r\n")
        #expect(replies.contains("|452 4.5.3 Too many recipients"))
        _ = conversation.say("x\r\n.\r\n")
        #expect(conversation.mails[0].envelope.recipients.count == 2)
    }

    @Test("§4.5.3.1.10: a command line that is too long is 500, however it comes, and the next is understood")
    func longLine() {
        let conversation = ServerConversation.introduced()
        let line = "NOOP " + String(repeating: "x", count: 5000)
        #expect(conversation.say(line + "\r\n").hasPrefix("500 5.5.2"))
        for piece in ["NOOP ", String(repeating: "x", count: 3000), String(repeating: "y", count: 3000) + "\r"] {
            #expect(conversation.say(piece) == "")
        }
        #expect(conversation.say("\nNOOP\r\n") == "500 5.5.2 The command line is too long|250 2.0.0 Ok")
    }

    @Test("§3.1: a refused client hears 554, then 503 to everything until QUIT")
    func refused() {
        let conversation = ServerConversation(greeted: false)
        conversation.machine.refuse(Reply(554, nil, "Not you"), now: conversation.now)
        conversation.run()
        #expect(conversation.replies == ["554 Not you"])
        #expect(conversation.say("EHLO x\r\n").hasPrefix("503"))
        #expect(!conversation.isClosed)
        #expect(conversation.say("QUIT\r\n").hasPrefix("221"))
        #expect(conversation.isClosed)
    }

    @Test("RFC 2920 §3.2: commands that come together are answered in order")
    func pipelining() {
        let conversation = ServerConversation.introduced()
        let replies = conversation.say("RSET\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<1@f>\r\nRCPT TO:<2@f>\r\nDATA\r\n")
        #expect(replies.split(separator: "|").map { String($0.prefix(3)) } == ["250", "250", "250", "250", "354"])
        #expect(conversation.say("x\r\n.\r\nMAIL FROM:<c@d.example>\r\n").hasSuffix("Sender ok"))
    }

    @Test("Commands that bring no mail on are counted, and a mail resets the count")
    func idleCommands() {
        let conversation = ServerConversation(adjust: { $0.maximumIdleCommands = 3 })
        #expect(conversation.say("EHLO x\r\n").hasPrefix("250"))
        #expect(conversation.say("NOOP\r\nNOOP\r\n") == "250 2.0.0 Ok|250 2.0.0 Ok")
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@f>\r\nDATA\r\n")
        _ = conversation.say("x\r\n.\r\n")
        #expect(conversation.say("NOOP\r\nNOOP\r\nNOOP\r\n").hasSuffix("250 2.0.0 Ok"))
        #expect(conversation.say("NOOP\r\n").hasPrefix("421 4.7.0"))
        #expect(conversation.isClosed)
    }

    @Test("A client that makes only mistakes is sent away")
    func errorLimit() {
        let conversation = ServerConversation(adjust: { $0.maximumErrors = 3 })
        _ = conversation.say("A\r\nB\r\n")
        #expect(!conversation.isClosed)
        #expect(
            conversation.say("C\r\nNOOP\r\n")
                == "500 5.5.2 Unknown command|421 4.7.0 Too many errors; closing the connection")
        #expect(conversation.isClosed)
    }

    @Test("§4.5.3.2.7: a client that does not finish a command in time is sent away, however slowly it types")
    func commandTimeout() {
        let conversation = ServerConversation.introduced()
        conversation.now = conversation.now + .minutes(4)
        #expect(conversation.say("NO") == "")
        conversation.machine.timeReached(conversation.now + .seconds(59))
        conversation.run()
        #expect(!conversation.isClosed)
        #expect(conversation.machine.nextDeadline == .uptimeNanoseconds(0) + .minutes(5))
        conversation.machine.timeReached(.uptimeNanoseconds(0) + .minutes(5))
        conversation.run()
        #expect(conversation.replies.last?.hasPrefix("421 4.4.2") == true)
        #expect(conversation.isClosed)
    }

    @Test("§4.5.3.2.5: data that stops is given up, and what came is forgotten")
    func dataTimeout() {
        let conversation = ServerConversation.receiving()
        _ = conversation.say("some data")
        conversation.machine.timeReached(.uptimeNanoseconds(0) + .minutes(5))
        conversation.run()
        #expect(conversation.discarded == 1)
        #expect(conversation.isClosed)
    }

    @Test("§3.8: a server that stops says 421; a transaction that is under way ends before")
    func draining() {
        let idle = ServerConversation.introduced()
        idle.machine.drain(now: idle.now)
        idle.run()
        #expect(idle.replies.last?.hasPrefix("421 4.3.2") == true)
        #expect(idle.isClosed)

        let busy = ServerConversation.receiving()
        busy.machine.drain(now: busy.now)
        busy.run()
        #expect(!busy.isClosed)
        #expect(busy.say("x\r\n.\r\n") == "250 2.0.0 Kept|421 4.3.2 The service stops; try again later")
        #expect(busy.isClosed)
        #expect(busy.mails.count == 1)
    }

    @Test("A connection that breaks within the data leaves no mail")
    func brokenConnection() {
        let conversation = ServerConversation.receiving()
        _ = conversation.say("half a mail\r\n")
        conversation.machine.connectionClosed()
        conversation.run()
        #expect(conversation.discarded == 1)
        #expect(conversation.mails.isEmpty)
    }

    @Test("A mail that the owner can't keep is answered at its end, and the data before is thrown away")
    func failedMail() {
        let conversation = ServerConversation.receiving()
        _ = conversation.say("one\r\n")
        conversation.machine.mailFailed(Reply(452, nil, "Full"), now: conversation.now)
        #expect(conversation.say("two\r\n.\r\nNOOP\r\n") == "452 Full|250 2.0.0 Ok")
        #expect(conversation.discarded == 1)
        #expect(conversation.mails.isEmpty)
    }

    @Test("A mail that the owner can't keep when its end has come already is answered, and never stored")
    func failedAtTheEnd() {
        let conversation = ServerConversation.receiving()
        conversation.machine.received(ByteBuffer(string: "one\r\n.\r\nNOOP\r\n"), now: conversation.now)
        guard case .appendBody = conversation.machine.nextAction() else {
            Issue.record("no data")
            return
        }
        conversation.machine.mailFailed(Reply(452, nil, "Full"), now: conversation.now)
        conversation.run()
        #expect(conversation.replies.suffix(2) == ["452 Full", "250 2.0.0 Ok"])
        #expect(conversation.mails.isEmpty)
    }

    @Test("A client that names more refused recipients than a mail may have is cut off")
    func refusedRecipients() {
        let conversation = ServerConversation(maximumRecipients: 3, refuses: "9")
        _ = conversation.say("EHLO c\r\n")
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n")
        for _ in 0..<2 { #expect(conversation.say("RCPT TO:<9@fax.example>\r\n").hasPrefix("550")) }
        #expect(conversation.say("RCPT TO:<9@fax.example>\r\n").contains("|421"))
        #expect(conversation.isClosed)
    }

    @Test("They are counted over the mails that come to nothing; one that is taken begins anew")
    func refusedRecipientsOfManyMails() {
        let conversation = ServerConversation(maximumRecipients: 3, refuses: "9")
        _ = conversation.say("EHLO c\r\n")
        for _ in 0..<2 {
            _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<9@fax.example>\r\nRSET\r\n")
        }
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@fax.example>\r\nDATA\r\n")
        #expect(conversation.say("x\r\n.\r\n").hasPrefix("250"))
        for _ in 0..<2 {
            #expect(
                conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<9@fax.example>\r\nRSET\r\n").hasSuffix(
                    "250 2.0.0 Ok"))
        }
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<9@fax.example>\r\n").contains("|421"))
        #expect(conversation.isClosed)
    }

    @Test("A client that has gone while its mail is stored begins no other")
    func pipelinedBehindTheEnd() {
        var machine = SMTPServerStateMachine(
            settings: SMTPServerSettings(hostname: "fax.example", maximumSize: 1000, maximumRecipients: 100),
            now: .uptimeNanoseconds(0))
        func actions() -> [SMTPServerAction] {
            var actions: [SMTPServerAction] = []
            while let action = machine.nextAction() {
                actions.append(action)
                if case .checkSender = action { machine.senderAccepted(now: .uptimeNanoseconds(0)) }
                if case .checkRecipient = action { machine.recipientAccepted(now: .uptimeNanoseconds(0)) }
                if case .openMail = action { machine.dataExpected(now: .uptimeNanoseconds(0)) }
            }
            return actions
        }
        machine.greet(now: .uptimeNanoseconds(0))
        _ = actions()
        machine.received(ByteBuffer(string: "EHLO c\r\n"), now: .uptimeNanoseconds(0))
        _ = actions()
        let mail = "MAIL FROM:<>\r\nRCPT TO:<1@fax.example>\r\nBDAT 1 LAST\r\nx"
        machine.received(ByteBuffer(string: mail + mail), now: .uptimeNanoseconds(0))
        #expect(actions().last == .storeMail)
        machine.connectionClosed()
        machine.mailAnswered(Reply(250, nil, "Done"), now: .uptimeNanoseconds(0))
        #expect(!actions().contains { if case .checkSender = $0 { true } else { false } })
    }
}
