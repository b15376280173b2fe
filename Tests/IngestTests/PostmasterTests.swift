import FaxModel
import Foundation
import Pipeline
import SMTP
import Testing

@testable import ingest

/// RFC 5321 §4.5.1: a server takes mail for its postmaster.
@Suite("Mail to the postmaster")
struct PostmasterTests {
    private static let operatorMailbox = "deliver: {operator: op@example.com}"

    @Test("It is kept for him, from the null reverse path and whatever its fields say")
    func kept() async throws {
        let sink = FakeSink()
        try await withServer(Self.operatorMailbox, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                for recipient in ["Postmaster", "postmaster@FAX.example"] {
                    _ = try await client.say("MAIL FROM:<>")
                    #expect(try await client.say("RCPT TO:<\(recipient)>").hasPrefix("250"))
                    _ = try await client.say("DATA")
                    #expect(try await client.say("X-Fax-Nonsense: 1\r\n\r\nHello\r\n.").hasPrefix("250 2.0.0 Accepted"))
                }
            }
        }
        #expect(sink.kept.map(\.mail.postmaster) == ["postmaster", "postmaster@FAX.example"])
        #expect(sink.kept.allSatisfy { $0.mail.recipients.isEmpty && $0.text.hasSuffix("Hello\r\n") })
    }

    @Test("Beside faxes it is 452 whichever comes first, and the mail goes where its first recipient is")
    func apart() async throws {
        let sink = FakeSink()
        try await withServer(Self.operatorMailbox, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                for recipients in [["1@fax.example", "postmaster"], ["postmaster", "1@fax.example"]] {
                    _ = try await client.say("MAIL FROM:<jane@example.com>")
                    #expect(try await client.say("RCPT TO:<\(recipients[0])>").hasPrefix("250"))
                    #expect(try await client.say("RCPT TO:<\(recipients[1])>").hasPrefix("452 4.5.3"))
                    _ = try await client.say("DATA")
                    #expect(try await client.say("Subject: x\r\n\r\nHello\r\n.").hasPrefix("250"))
                }
            }
        }
        #expect(sink.kept.map(\.mail.postmaster) == [nil, "postmaster"])
        #expect(sink.kept.map(\.mail.recipients.count) == [1, 0])
    }

    @Test("RFC 5321 §6.3: one that has passed more than a hundred servers goes round in a loop, and is refused")
    func loop() async throws {
        let sink = FakeSink()
        try await withServer(Self.operatorMailbox, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                // Our own field is one more.
                for (count, answer) in [(99, "250"), (100, "550 5.4.6")] {
                    _ = try await client.say("MAIL FROM:<jane@example.com>")
                    _ = try await client.say("RCPT TO:<postmaster>")
                    _ = try await client.say("DATA")
                    let fields = String(repeating: "Received: by x; Mon, 30 Nov 2026 08:00:00 +0000\r\n", count: count)
                    #expect(try await client.say(fields + "\r\nHello\r\n.").hasPrefix(answer))
                }
            }
        }
        #expect(sink.kept.count == 1)
    }

    @Test("One that has been here before goes round in a loop, and is not taken for one that was accepted before")
    func again() async throws {
        let sink = FakeSink()
        try await withServer(Self.operatorMailbox, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                // A front server may have our name, but is not Faxpost.
                for (program, answer) in [("Postfix", "250"), ("Faxpost", "550 5.4.6")] {
                    _ = try await client.say("MAIL FROM:<jane@example.com>")
                    _ = try await client.say("RCPT TO:<postmaster>")
                    _ = try await client.say("DATA")
                    let field =
                        "Received: from x ([127.0.0.1])\r\n\tby fax.example (\(program)) with ESMTP\r\n\tid 1; now\r\n"
                    #expect(try await client.say(field + "Message-ID: <1@x>\r\n\r\nHello\r\n.").hasPrefix(answer))
                }
            }
        }
        #expect(sink.kept.count == 1)
    }

    @Test("The spool gets a task for deliver, and a history entry with the mail")
    func submission() throws {
        var mail = AcceptedMail(
            order: OrderID(rawValue: 7),
            envelope: MailEnvelope(hello: .init(name: "client.example", isExtended: true), sender: nil),
            recipients: [], received: .now, submitter: .test, messageID: "<1@x>")
        mail.postmaster = "postmaster@fax.example"
        let document = DocumentReference(
            digest: DocumentDigest(of: [1]), byteCount: 1, mediaType: "message/rfc822")
        let submission = mail.submission(document, [], duplicateWindow: .seconds(3600))
        #expect(submission.tasks.map(\.stage) == [.deliver] && submission.tasks.map(\.lane) == [.postmaster])
        let update = try #require(submission.updates.first)
        #expect(update.recipient == "postmaster@fax.example" && update.documents?["mail"] == document)
        #expect(update.number == nil && update.state == .accepted && submission.duplicates != nil)
    }
}
