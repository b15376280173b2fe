import FaxAddressing
import FaxModel
import NIOCore
import Pipeline
import SMTP
import ServiceLifecycle
import Testing

@testable import ingest

@Suite("ingest on a real socket", .timeLimit(.minutes(20)))
struct IngestServerTests {
    @Test("A mail is kept with its Received: field, and 250 names the order")
    func mail() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                #expect(try await client.begin().hasPrefix("354"))
                let answer = try await client.say("Subject: x\r\n\r\nHello\r\n..\r\n.")
                let kept = try #require(sink.kept.first)
                #expect(answer == "250 2.0.0 Accepted as order \(kept.mail.order)")
                #expect(kept.mail.sender == "jane@example.com")
                #expect(kept.mail.recipients.map(\.fax.number.digits) == ["+4922812345"])
                #expect(kept.mail.client == "127.0.0.1")
                #expect(
                    kept.text.hasPrefix("Received: from client.example ([127.0.0.1])\r\n\tby fax.example (Faxpost)"))
                #expect(kept.text.hasSuffix("\r\nSubject: x\r\n\r\nHello\r\n.\r\n"))
                #expect(try await client.say("QUIT").hasPrefix("221"))
            }
        }
    }

    @Test(
        "A header that can't be followed is refused at the end of the data, once for all recipients, whatever the mail's size"
    )
    func headerFields() async throws {
        let sink = FakeSink(wholeLimit: 10_000)
        let body = String(repeating: String(repeating: "x", count: 76) + "\r\n", count: 1000)
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                for body in ["", body] {
                    let recipients = ["1@fax.example", "2@fax.example"]
                    if body.isEmpty {
                        _ = try await client.begin(recipients: recipients)
                    } else {
                        _ = try await client.say("MAIL FROM:<jane@example.com>")
                        for recipient in recipients { _ = try await client.say("RCPT TO:<\(recipient)>") }
                        _ = try await client.say("DATA")
                    }
                    let answer = try await client.say("X-Fax-Priority: s\u{F6}on\r\n\r\nHello\r\n\(body).")
                    #expect(
                        answer
                            == "550 5.6.0 The mail was not faxed. The field X-Fax-Priority has the value 's?on'; "
                            + "expected urgent, normal or bulk.")
                }
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                _ = try await client.say("RCPT TO:<1@fax.example>")
                _ = try await client.say("DATA")
                #expect(try await client.say("X-Fax-Priority: bulk\r\n\r\nHello\r\n.").hasPrefix("250 "))
            }
        }
        #expect(sink.kept.count == 1)
    }

    @Test("A mail to a list address is kept for the numbers of its header")
    func list() async throws {
        let sink = FakeSink()
        let fields = "\nfields: {list-addresses: fax}"
        try await withServer(fields, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                let begun = try await client.begin(recipients: ["fax@fax.example"])
                #expect(begun.hasPrefix("354"))
                let answer = try await client.say("X-Fax-Number: +492281, +492282\r\n\r\nHello\r\n.")
                #expect(answer.hasPrefix("250 "))
            }
        }
        #expect(sink.kept.first?.mail.recipients.map(\.fax.number.digits) == ["+492281", "+492282"])
    }

    @Test("A large mail goes to the sink in pieces, and arrives whole")
    func largeMail() async throws {
        let sink = FakeSink(wholeLimit: 10_000)
        let line = String(repeating: "x", count: 76) + "\r\n"
        let body = String(repeating: line, count: 20_000)
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                #expect(try await client.say("Subject: x\r\n\r\n" + body + ".").hasPrefix("250"))
            }
        }
        let kept = try #require(sink.kept.first)
        #expect(kept.text.hasSuffix(body))
        #expect(kept.pieces > 5)
    }

    @Test("A slow sink holds the sender back: at most a few pieces are taken off the socket")
    func backpressure() async throws {
        let sink = FakeSink(wholeLimit: 1000)
        sink.hold()
        let text = String(repeating: String(repeating: "x", count: 76) + "\r\n", count: 200_000)
        try await withServer("  maximum-size: 64MiB", sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                let sender = client.outbound
                async let sent: Void = sender.write(ByteBuffer(string: "Subject: x\r\n\r\n" + text + ".\r\n"))
                await sink.somethingWaits()
                // Meanwhile the server comes round often enough to take all of it off the socket, if it would.
                for _ in 1...20 {
                    try await LoopbackClient.with(address) { other in
                        _ = try await other.reply()
                        for _ in 1...50 { #expect(try await other.say("NOOP").hasPrefix("250")) }
                    }
                }
                #expect(sink.kept.isEmpty)
                sink.release()
                try await sent
                #expect(try await client.reply().hasPrefix("250"))
            }
        }
        let kept = try #require(sink.kept.first)
        #expect(kept.text.hasSuffix(text))
        // What is taken off while the sink works comes to it as one piece.
        #expect(kept.largest < 1 << 20, "\(kept.largest) octets were taken off at a time")
    }

    @Test("A client that has closed its own side hears what became of its mail")
    func halfClosed() async throws {
        let sink = FakeSink()
        sink.hold()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                try await client.send("x\r\n.\r\n")
                await sink.somethingWaits()
                try await client.closeOutput()
                sink.release()
                #expect(try await client.reply().hasPrefix("250 2.0.0 Accepted"))
                await #expect(throws: LoopbackClient.Closed.self) { try await client.reply() }
            }
        }
        #expect(sink.kept.count == 1)
    }

    @Test("A mail whose first line claims to go on with ours is refused, and the next is taken")
    func foldedBeginning() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                #expect(
                    try await client.say(" X-Fax-Password: 1234\r\n\r\nx\r\n.").hasPrefix(
                        "550 5.6.0 The mail's header begins"))
                _ = try await client.say("MAIL FROM:<a@b.example>")
                _ = try await client.say("RCPT TO:<+4922812345@fax.example>")
                _ = try await client.say("DATA")
                #expect(try await client.say("Subject: x\r\n\r\nx\r\n.").hasPrefix("250"))
            }
        }
        #expect(sink.kept.count == 1)
    }

    @Test("250 comes only after the sink has the mail")
    func durable() async throws {
        let sink = FakeSink()
        sink.hold()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                try await client.send("x\r\n.\r\nNOOP\r\n")
                await sink.somethingWaits()
                #expect(sink.kept.isEmpty)
                sink.release()
                #expect(try await client.reply().hasPrefix("250 2.0.0 Accepted"))
                #expect(try await client.reply() == "250 2.0.0 Ok")
            }
        }
    }

    @Test(
        "The spool's trouble is told as 4yz, and the next mail is taken",
        arguments: [
            (SpoolError.Code.busy, "452 4.3.1"), (.unreachable, "451 4.3.0"), (.storage, "451 4.3.0"),
            (.unknown, "451 4.3.0"),
        ])
    func trouble(code: SpoolError.Code, reply: String) async throws {
        for body in ["x\r\n", String(repeating: "x\r\n", count: 5000)] {
            let sink = FakeSink()
            sink.refuse(MailRefusal(SpoolError(code, "trouble")))
            try await withServer(sink: sink) { address, _ in
                try await LoopbackClient.with(address) { client in
                    _ = try await client.begin()
                    #expect(try await client.say(body + ".").hasPrefix(reply))
                    sink.refuse(nil)
                    _ = try await client.say("MAIL FROM:<>")
                    _ = try await client.say("RCPT TO:<1@fax.test>")
                    _ = try await client.say("DATA")
                    #expect(try await client.say("y\r\n.").hasPrefix("250"))
                }
            }
            #expect(sink.kept.map(\.mail.sender) == [""])
        }
    }

    @Test("A mail beyond the limit is 552, also while it streams")
    func tooLarge() async throws {
        let sink = FakeSink(wholeLimit: 1000)
        try await withServer("  maximum-size: 64KiB", sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                #expect(
                    try await client.say(String(repeating: "0123456\r\n", count: 10_000) + ".").hasPrefix("552 5.3.4"))
            }
        }
        #expect(sink.kept.isEmpty)
    }

    @Test("The same mail again is answered 250 with the order that it was before, and the next mail is taken")
    func duplicate() async throws {
        let sink = FakeSink()
        let earlier = OrderID(rawValue: 0x0123_4567_89AB_CDEF)
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin()
                sink.takeForDuplicates(of: earlier)
                #expect(
                    try await client.say("Message-ID: <1@x>\r\n\r\nx\r\n.")
                        == "250 2.0.0 Accepted before as order \(earlier), and not faxed again")
                sink.takeForDuplicates(of: nil)
                _ = try await client.say("MAIL FROM:<>")
                _ = try await client.say("RCPT TO:<1@fax.test>")
                _ = try await client.say("DATA")
                #expect(try await client.say("y\r\n.").hasPrefix("250 2.0.0 Accepted as order "))
            }
        }
        #expect(sink.kept.map(\.mail.sender) == [""])
    }

    @Test(
        "The Message-ID is found in a small mail and in a large one, whose later pieces do not count",
        arguments: [("Message-ID: <1@x>\r\n", "<1@x>"), ("", nil)] as [(String, String?)])
    func messageID(field: String, found: String?) async throws {
        let sink = FakeSink(wholeLimit: 10_000)
        let line = "Message-ID: <body@x> \(String(repeating: "x", count: 50))\r\n"
        let bodies = [line, String(repeating: line, count: 20_000)]
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                for body in bodies {
                    _ = try await client.say("MAIL FROM:<jane@example.com>")
                    _ = try await client.say("RCPT TO:<1@fax.test>")
                    _ = try await client.say("DATA")
                    #expect(try await client.say("Subject: x\r\n\(field)\r\n\(body).").hasPrefix("250"))
                }
            }
        }
        #expect(sink.kept.map(\.mail.messageID) == [found, found])
        #expect(sink.kept.map { $0.pieces > 5 } == [false, true])
    }

    @Test("Who is not in the networks hears 554 and nothing else")
    func refusedClient() async throws {
        let sink = FakeSink()
        try await withServer("  networks: [192.0.2.0/24]", sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                let greeting = try await client.reply()
                #expect(greeting == "554 5.7.1 127.0.0.1 may not send mail to this server")
                #expect(try await client.say("EHLO x").hasPrefix("503"))
                #expect(try await client.say("QUIT").hasPrefix("221"))
            }
        }
    }

    @Test("A number that is named twice is one fax; refused recipients are not in the mail")
    func recipients() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                let addresses = ["+49 (228) 1", "+49-228-1", "jane", "2"]
                _ = try await client.begin(recipients: addresses.map { "\"\($0)\"@fax.example" })
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
            }
        }
        #expect(sink.kept.first?.mail.recipients.map(\.fax.number.digits) == ["+492281", "2"])
    }

    @Test("On shutdown no connection is taken, idle ones end with 421, and a mail that is under way is kept")
    func drain() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, group in
            try await LoopbackClient.with(address) { idle in
                _ = try await idle.reply()
                _ = try await LoopbackClient.with(address) { busy in
                    _ = try await busy.begin()
                    await group.triggerGracefulShutdown()
                    #expect(try await busy.say("x\r\n.").hasPrefix("250"))
                    #expect(try await busy.reply().hasPrefix("421"))
                    await #expect(throws: LoopbackClient.Closed.self) { try await busy.reply() }
                }
            }
            await #expect(throws: (any Error).self) { try await LoopbackClient.with(address) { _ in } }
        }
        #expect(sink.kept.count == 1)
    }

    @Test("Fifty clients at once, twenty mails each, lose nothing")
    func load() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            try await withThrowingTaskGroup { tasks in
                for number in 1...50 {
                    tasks.addTask {
                        try await LoopbackClient.with(address) { client in
                            _ = try await client.reply()
                            _ = try await client.say("EHLO x")
                            for mail in 1...20 {
                                try await client.send(
                                    "MAIL FROM:<s\(number)@x.example>\r\nRCPT TO:<\(mail)@fax.example>\r\nDATA\r\n")
                                for _ in 1...3 { _ = try await client.reply() }
                                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                            }
                        }
                    }
                }
                try await tasks.waitForAll()
            }
        }
        #expect(Set(sink.kept.map(\.mail.order)).count == 1000)
    }
}
