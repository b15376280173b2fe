import FaxModel
import NIOCore
import TestSupport
import Testing

@testable import SMTP

@Suite("Client: RFC 5321")
struct ClientTests {
    @Test("RFC 6531 §3.2: an address that is not ASCII goes to a server with SMTPUTF8, and to no other")
    func internationalAddress() {
        let client = ClientConversation(recipients: ["jürgen@example.com"])
        _ = client.hear("220 mx\r\n")
        #expect(client.hear("250-mx\r\n250 SMTPUTF8\r\n") == "MAIL FROM:<> SMTPUTF8|")
        let other = ClientConversation(recipients: ["jürgen@example.com"])
        _ = other.hear("220 mx\r\n")
        #expect(other.hear("250 mx\r\n") == "QUIT|")
        #expect(other.outcomes == ["-5.6.7"])
    }

    @Test("§3.3: step by step where PIPELINING is not offered")
    func stepByStep() {
        let client = ClientConversation()
        #expect(client.hear("220 mx\r\n") == "EHLO fax.example|")
        #expect(client.hear("250 mx\r\n") == "MAIL FROM:<>|")
        #expect(client.hear("250 ok\r\n") == "RCPT TO:<jane@example.com>|")
        #expect(client.hear("250 ok\r\n") == "DATA|")
        #expect(client.hear("354 go\r\n") == "Hi|..|.|")
        #expect(client.hear("250 2.0.0 queued\r\n") == "QUIT|")
        #expect(client.hear("221 bye\r\n") == "")
        #expect(client.outcomes == ["+250"])
        #expect(client.isClosed)
    }

    @Test("RFC 2920 §3.1: all at once where it is offered; SIZE and BODY where they are offered")
    func pipelined() {
        let client = ClientConversation(recipients: ["a@x.example", "b@x.example"], isEightBit: true)
        _ = client.hear("220 mx\r\n")
        #expect(
            client.hear("250-mx\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 8BITMIME\r\n")
                == "MAIL FROM:<> SIZE=7 BODY=8BITMIME|RCPT TO:<a@x.example>|RCPT TO:<b@x.example>|DATA|")
        #expect(client.hear("250 ok\r\n250 ok\r\n550 5.1.1 who\r\n354 go\r\n") == "Hi|..|.|")
        #expect(client.hear("250 ok\r\n") == "QUIT|")
        #expect(client.outcomes == ["+250", "-5.1.1"])
    }

    @Test("§3.2: HELO where EHLO is not known")
    func fallback() {
        let client = ClientConversation()
        _ = client.hear("220 mx\r\n")
        #expect(client.hear("502 what\r\n") == "HELO fax.example|")
        #expect(client.hear("250 mx\r\n") == "MAIL FROM:<>|")
    }

    @Test(
        "§3.1: a server that refuses the session is tried later",
        arguments: ["554 no\r\n", "421 later\r\n", "junk\r\n"])
    func refusedSession(greeting: String) {
        let client = ClientConversation()
        #expect(client.hear(greeting) == "")
        #expect(client.failure?.status.severity == 4)
        #expect(client.isClosed)
    }

    @Test("§4.2.1: 4yz defers, 5yz refuses, at MAIL, RCPT, DATA and the end", arguments: [0, 1, 2, 3])
    func refusals(step: Int) {
        for (code, outcome) in [("451 4.3.0", "~4.3.0"), ("550", "-5.0.0")] {
            let client = ClientConversation()
            _ = client.hear("220 mx\r\n")
            _ = client.hear("250 mx\r\n")
            for positive in ["250 ok\r\n", "250 ok\r\n", "354 go\r\n"].prefix(step) { _ = client.hear(positive) }
            #expect(client.hear("\(code) no\r\n") == "QUIT|")
            #expect(client.outcomes == [outcome])
        }
    }

    @Test("RFC 2920 §3.1: where no recipient is left and the server wants the data, it gets none")
    func noRecipientLeft() {
        let client = ClientConversation()
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250-mx\r\n250 PIPELINING\r\n")
        #expect(client.hear("250 ok\r\n550 5.1.1 who\r\n354 go\r\n") == ".|")
        #expect(client.hear("554 no recipients\r\n") == "QUIT|")
        #expect(client.outcomes == ["-5.1.1"])
    }

    @Test("§4.1.1.5: after a mail that broke off, RSET comes before the next")
    func resetBetweenMails() {
        let client = ClientConversation(mails: 2)
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250-mx\r\n250 PIPELINING\r\n")
        #expect(
            client.hear("250 ok\r\n451 later\r\n554 none\r\n")
                == "RSET|MAIL FROM:<>|RCPT TO:<jane@example.com>|DATA|")
        #expect(client.hear("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n") == "Hi|..|.|")
        #expect(client.hear("250 ok\r\n") == "QUIT|")
        #expect(client.outcomes == ["+250"])
    }

    @Test("§4.1.1.5: so it does after a mail that was refused at its end: not every server has forgotten it then")
    func resetAfterRefusal() {
        let client = ClientConversation(mails: 2)
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250-mx\r\n250 PIPELINING\r\n")
        _ = client.hear("250 ok\r\n250 ok\r\n354 go\r\n")
        #expect(client.hear("500 no\r\n") == "RSET|MAIL FROM:<>|RCPT TO:<jane@example.com>|DATA|")
    }

    @Test("A session serves several mails, without RSET where none is needed")
    func severalMails() {
        let client = ClientConversation(mails: 2)
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250-mx\r\n250 PIPELINING\r\n")
        _ = client.hear("250 ok\r\n250 ok\r\n354 go\r\n")
        #expect(client.hear("250 ok\r\n") == "MAIL FROM:<>|RCPT TO:<jane@example.com>|DATA|")
    }

    @Test("RFC 1870 §6.1: a mail that is larger than the server takes is not sent")
    func tooLarge() {
        let client = ClientConversation()
        _ = client.hear("220 mx\r\n")
        #expect(client.hear("250-mx\r\n250 SIZE 6\r\n") == "QUIT|")
        #expect(client.outcomes == ["-5.3.4"])
    }

    @Test("RFC 6152 §3: 8-bit data is not sent to a server that does not take it")
    func eightBit() {
        let client = ClientConversation(isEightBit: true)
        _ = client.hear("220 mx\r\n")
        #expect(client.hear("250 mx\r\n") == "QUIT|")
        #expect(client.outcomes == ["-5.6.3"])
    }

    @Test("A connection that breaks defers what is open", arguments: [0, 1, 2, 3, 4])
    func broken(step: Int) {
        let client = ClientConversation()
        for line in ["220 mx\r\n", "250 mx\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"].prefix(step + 1) {
            _ = client.hear(line)
        }
        client.machine.connectionClosed()
        #expect(client.run() == "")
        #expect(client.isClosed)
        // Until the server has answered something of the mail, the session is of no use, and the mail untouched.
        if step <= 1 {
            #expect(client.failure?.status.severity == 4 && client.results == nil)
        } else {
            #expect(client.outcomes == ["~4.4.2"])
        }
    }

    @Test("§3.8: 421 defers what is open and ends the session")
    func serviceNotAvailable() {
        let client = ClientConversation()
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250 mx\r\n")
        #expect(client.hear("421 4.3.2 bye\r\n") == "")
        #expect(client.outcomes == ["~4.3.2"])
        #expect(client.isClosed)
    }

    @Test("§4.5.3.2: each point has its own patience")
    func timeouts() {
        let minutes: [Int64] = [5, 5, 5, 5, 2, 10]
        for (step, minutes) in minutes.enumerated() {
            let client = ClientConversation()
            for line in ["220 mx\r\n", "250 mx\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"].prefix(step) {
                _ = client.hear(line)
            }
            #expect(client.machine.nextDeadline == client.now + .minutes(minutes))
            client.machine.timeReached(client.now + .minutes(minutes) - .nanoseconds(1))
            _ = client.run()
            #expect(!client.isClosed)
            client.machine.timeReached(client.now + .minutes(minutes))
            _ = client.run()
            #expect(client.isClosed)
        }
    }

    @Test("Replies in random pieces have the same effect")
    func randomPieces() {
        var random = SeededGenerator(seed: 2920)
        let script = [
            "220-a\r\n220 mx\r\n", "250-mx\r\n250 PIPELINING\r\n", "250 ok\r\n250 ok\r\n450 4.2.1 no\r\n354 go\r\n",
            "250 ok\r\n",
        ]
        for _ in 0..<50 {
            let client = ClientConversation(recipients: ["a@x.example", "b@x.example"])
            var sent = ""
            for text in script {
                var rest = Substring(text)
                while !rest.isEmpty {
                    let count = Int.random(in: 1...5, using: &random)
                    // A Character may be CR LF: cut by scalars.
                    let piece = rest.unicodeScalars.prefix(count)
                    sent += client.hear(String(String.UnicodeScalarView(piece)))
                    rest = Substring(rest.unicodeScalars.dropFirst(count))
                }
            }
            #expect(
                sent == "EHLO fax.example|MAIL FROM:<>|RCPT TO:<a@x.example>|RCPT TO:<b@x.example>|DATA|Hi|..|.|QUIT|")
            #expect(client.outcomes == ["+250", "~4.2.1"])
        }
    }
}
