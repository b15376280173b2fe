import Configuration
import FaxModel
import Foundation
import NIOCore
import Pipeline
import SMTP
import TestSupport
import Testing

@testable import deliver

/// Other people's servers, each on a free port of loopback, and ended by process.
@Suite("The mail client and real mail servers", .timeLimit(.minutes(20)))
struct RealServersTests {
    @Test("aiosmtpd keeps the notification as it was composed")
    func keepsMail() async throws {
        let folder = try TemporaryFolder()
        let port = try LoopbackPort.reserve()
        let transport = try Self.transport(port)
        let maildir = folder.url.appending(path: "mail")
        try await Self.running(
            "/usr/bin/python3",
            ["-m", "aiosmtpd", "-n", "-l", "127.0.0.1:\(port)", "-c", "aiosmtpd.handlers.Mailbox", maildir.path],
            port: port
        ) {
            let handler = try DeliverHandler.sample(transport)
            let completion = try await handler.tell(SampleReports.failed(), retries: 0, now: SampleReports.received) {
                _ in
                Array(SampleReports.original.utf8)
            }
            #expect(completion.verdict == .done)
            let new = maildir.appending(path: "new")
            let files = try FileManager.default.contentsOfDirectory(at: new, includingPropertiesForKeys: nil)
            let text = try String(contentsOf: try #require(files.first), encoding: .utf8)
            #expect(files.count == 1)
            #expect(text.contains("X-Fax-Result: failed"))
            #expect(
                text.contains("X-MailFrom: \n") || text.contains("X-MailFrom: <>") || text.contains("X-MailFrom:\n"))
            #expect(text.contains("Final-Recipient: rfc822; +4922812345@fax.example"))
        }
    }

    @Test("smtp-sink that refuses, defers, or hangs up at a command is believed", arguments: CommandFault.all)
    func atEachCommand(fault: CommandFault) async throws {
        try await faults(options: [fault.option, fault.command], expected: fault.outcome)
    }

    @Test(
        "smtp-sink that can little, is slow, is full, or breaks off with a 550 within the data is believed",
        arguments: [
            (["-p"], "accepted"), (["-e"], "accepted"), (["-a", "-p", "-8", "-e"], "accepted"),
            (["-N", "-E"], "accepted"),
            (["-f", "EHLO"], "accepted"), (["-w", "1"], "accepted"), (["-p", "-W", "RCPT:1"], "accepted"),
            (["-H", "1"], "accepted"), (["-A", "0"], "refused"),
            (["-r", "RCPT", "-b", "452 4.2.2 Mailbox full"], "deferred"),
            (["-r", "DATA", "-b", "452 4.3.1 Insufficient system storage"], "deferred"),
            (["-f", "RCPT", "-B", "552 5.2.2 Mailbox full"], "refused"),
            (["-f", ".", "-B", "552 5.3.4 Too large"], "refused"),
        ])
    func faults(options: [String], expected: String) async throws {
        let port = try LoopbackPort.reserve()
        let transport = try Self.transport(port)
        let recipient = try #require(Mailbox("jane@example.com"))
        let user = getuid() == 0 ? ["-u", "nobody"] : []
        try await Self.running("/usr/sbin/smtp-sink", options + user + ["127.0.0.1:\(port)", "10"], port: port) {
            let mail = OutgoingMail(sender: nil, recipients: [recipient], size: 3, isEightBit: false)
            let results = await transport.send(mail, data: ByteBuffer(string: "x\r\n"))
            let outcome =
                switch try #require(results.first).outcome {
                case .accepted: "accepted"
                case .deferred: "deferred"
                case .refused: "refused"
                }
            #expect(outcome == expected, "\(results)")
        }
    }

    private static func settings(_ port: Int) throws -> DeliverSettings {
        let yaml = "deliver:\n  smarthost: 127.0.0.1:\(port)\n  hostname: fax.example\n  answer-timeout: 60s\n"
        return try Configuration(text: yaml, file: "f").deliver
    }

    private static func transport(_ port: Int) throws -> SMTPTransport {
        try SMTPTransport(try settings(port))
    }

    /// Runs a server while `body` works: from when it takes connections, and no longer.
    private static func running(
        _ program: String, _ arguments: [String], port: Int, _ body: () async throws -> Void
    ) async throws {
        let process = try ChildProcess(program, arguments)
        try await LoopbackPort.listening(port, while: process)
        try await body()
        try await process.stop()
    }
}

/// What one fault of smtp-sink at one command is to a mail.
struct CommandFault: Sendable {
    /// `-r` answers 450, `-f` 500, `-q` hangs up, `-Q` says 421 and hangs up.
    var option: String
    var command: String

    static let all: [CommandFault] = ["CONNECT", "EHLO,HELO", "MAIL", "RCPT", "DATA", "."].flatMap { command in
        ["-r", "-f", "-q", "-Q"].map { CommandFault(option: $0, command: command) }
    }

    /// A server that takes no session has said nothing of the mail.
    var outcome: String {
        option == "-f" && !["CONNECT", "EHLO,HELO"].contains(command) ? "refused" : "deferred"
    }
}
