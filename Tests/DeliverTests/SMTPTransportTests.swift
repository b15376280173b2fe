import Configuration
import FaxModel
import Foundation
import NIOCore
import SMTP
import Testing

@testable import deliver

@Suite("The mail client on a real socket", .timeLimit(.minutes(20)))
struct SMTPTransportTests {
    private typealias Turn = ScriptedServer.Turn

    @Test("A mail is delivered, and the reply is the result")
    func delivered() async throws {
        let outcome = try await outcome(
            greeting: "220 mx",
            [
                Turn(awaits: "EHLO fax.example\r\n", says: "250-mx\r\n250 PIPELINING"),
                Turn(awaits: "DATA\r\n", says: "250 ok\r\n250 ok\r\n354 go"),
                Turn(awaits: "\r\n.\r\n", says: "250 2.0.0 queued as 1"),
                Turn(awaits: "QUIT\r\n", says: "221 bye"),
            ])
        #expect(outcome == .accepted(Reply(250, EnhancedStatusCode(2, 0, 0), "queued as 1")))
    }

    @Test(
        "A server that refuses the recipient, or can't now, is believed",
        arguments: ["550 5.1.1 who", "451 4.3.0 later"])
    func refused(reply: String) async throws {
        let outcome = try await outcome(
            greeting: "220 mx",
            [
                Turn(awaits: "EHLO", says: "250 mx"), Turn(awaits: "MAIL", says: "250 ok"),
                Turn(awaits: "RCPT", says: reply), Turn(awaits: "QUIT", says: "221 bye"),
            ])
        let failure = Failure(
            try #require(EnhancedStatusCode(String(reply.dropFirst(4).prefix(5)))),
            "The mail server answered \(reply.prefix(3)) \(reply.dropFirst(10))")
        #expect(outcome == (reply.hasPrefix("5") ? .refused(failure) : .deferred(failure)))
    }

    @Test("A server that drops in the middle, says nothing, or is not there, defers the mail")
    func trouble() async throws {
        let ehlo = Turn(awaits: "EHLO", says: "250-mx\r\n250 PIPELINING")
        let data = Turn(awaits: "DATA\r\n", says: "250 ok\r\n250 ok\r\n354 go")
        let scripts: [(String?, [Turn])] = [
            (nil, []), ("554 not you", []), ("220 mx", [Turn(awaits: "EHLO", says: nil)]),
            ("220 mx", [ehlo, Turn(awaits: "DATA\r\n", says: nil)]),
            ("220 mx", [ehlo, Turn(awaits: "DATA\r\n", says: "421 4.3.2 bye")]),
            ("220 mx", [ehlo, data, Turn(awaits: "\r\n.\r\n", says: nil)]),
        ]
        let silent: [(String?, [Turn])] = [
            ("", []), ("220 mx", [ehlo, data, Turn(awaits: "\r\n.\r\n", says: "")]),
        ]
        let trials = scripts.map { ($0, "1m") } + silent.map { ($0, "100ms") }
        for ((greeting, turns), patience) in trials {
            guard case .deferred = try await outcome(greeting: greeting, turns, patience: patience) else {
                Issue.record("\(greeting ?? "-") \(turns) was not deferred")
                continue
            }
        }
        guard case .deferred(let failure) = try await send(port: 1) else {
            Issue.record("nobody was there, and it was not deferred")
            return
        }
        #expect(failure.status.description == "4.4.1")
    }

    @Test("A mail of several megabytes goes out block by block")
    func large() async throws {
        let outcome = try await outcome(
            greeting: "220 mx",
            [
                Turn(awaits: "EHLO", says: "250-mx\r\n250 PIPELINING"),
                Turn(awaits: "DATA\r\n", says: "250 ok\r\n250 ok\r\n354 go"),
                Turn(awaits: "\r\n.\r\n", says: "250 ok"), Turn(awaits: "QUIT", says: "221 bye"),
            ], data: String(repeating: "0123456789\r\n", count: 300_000))
        #expect(outcome == .accepted(Reply(250, nil, "ok")))
    }

    private func outcome(
        greeting: String?, _ turns: [Turn], data: String = "Subject: x\r\n\r\n.\r\nHello\r\n",
        patience: String = "1m"
    ) async throws -> RecipientResult.Outcome {
        let server = try await ScriptedServer(greeting: greeting, turns)
        let outcome = try await send(port: server.port, data: data, patience: patience)
        try await server.stop()
        return outcome
    }

    private func send(port: Int, data: String = "x\r\n", patience: String = "1m") async throws
        -> RecipientResult.Outcome
    {
        let yaml = """
            deliver:
              smarthost: 127.0.0.1:\(port)
              hostname: fax.example
              answer-timeout: \(patience)
            """
        let transport = try SMTPTransport(try Configuration(text: yaml, file: "f").deliver)
        let recipient = try #require(Mailbox("jane@example.com"))
        let mail = OutgoingMail(sender: nil, recipients: [recipient], size: data.utf8.count, isEightBit: false)
        let results = await transport.send(mail, data: ByteBuffer(string: data))
        #expect(results.count == 1)
        return try #require(results.first).outcome
    }
}
