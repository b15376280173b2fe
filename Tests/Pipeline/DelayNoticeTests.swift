import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Word of faxes that take long, with the programs as processes and a number that is busy on linesim.
@Suite("Word of a fax that takes long, end to end", .timeLimit(.minutes(20)))
struct DelayNoticeTests {
    private static let people = """
        people:
          - {mail: jane@example.com, name: Jane Doe}
          - {mail: kai@example.com, name: Kai Meier, notify: progress, language: de}
        """

    /// Hands in a fax to a number that is busy, by SMTP with these parameters of RCPT (RFC 3461 §4).
    private func send(_ faxpost: Faxpost, parameters: String) async throws -> JobID {
        let script = """
            import smtplib, sys
            with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as server:
                server.ehlo('client.example')
                server.mail('jane@example.com')
                server.rcpt('90001@fax.example', [sys.argv[2]])
                print(server.data(b'From: jane@example.com\\r\\nSubject: Test\\r\\n\\r\\nHello.\\r\\n'))
            """
        let said = try await ChildProcess.run("/usr/bin/python3", ["-c", script, "\(faxpost.port)", parameters])
        let order = try #require(said.firstMatch(of: #/as order (\w+)/#)?.output.1)
        return JobID(order: try #require(OrderID(String(order))), number: 1)
    }

    @Test("By the installation, by the person, by the envelope, by the mail: each goes before the one before")
    func wishes() async throws {
        let exchange = try await Exchange(numbers: ["1001"], ["--turbo", "0", "--speed", "200"])
        let mailServer = try await MailServer()
        let sections = [
            Self.people, Sections.line(exchange.device("1001")),
            Sections.deliver(mailServer.port) + "\n  notify: failure, delay",
        ]
        try await Faxpost.with(sections.joined(separator: "\n")) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            func told(_ job: JobID) async throws -> [String] {
                let history = try await faxpost.settled(job)
                #expect(history.attempts.map(\.outcome) == Array(repeating: .busy, count: 4))
                return mailServer.mails.filter { $0.field("X-Fax-Job") == job.description }
            }
            let installation = try await told(try await faxpost.send(to: "90001")[0])
            #expect(installation.map { $0.field("X-Fax-Result") } == ["delayed", "failed"])
            #expect(installation.map { $0.field("X-Fax-Attempts") } == ["3", "4"])
            let delay = try #require(installation.first)
            #expect(delay.field("X-Fax-Status") == "4.4.1" && delay.field("Subject") == "Fax to 90001 delayed: Test")
            #expect(delay.contains("\r\nAction: delayed\r\nStatus: 4.4.1\r\n"))
            let words = delay.replacing("=\r\n", with: "").replacing("\r\n", with: " ")
            #expect(words.contains("was not sent yet, after 3 calls. The number was busy. It is still tried;"))
            for mail in installation { #expect(!mail.contains("0 pages confirmed"), "\(mail)") }

            let person = try await told(try await faxpost.send(to: "90001", options: ["--from", "kai@example.com"])[0])
            #expect(person.map { $0.field("X-Fax-Result") } == ["delayed", "delayed", "delayed"])
            #expect(person.map { $0.field("X-Fax-Attempts") } == ["1", "2", "3"])
            #expect(Set(person.compactMap { $0.field("Message-ID") }).count == 3)
            #expect(person.allSatisfy { $0.field("X-Envelope-To") == "kai@example.com" })
            #expect(person.allSatisfy { $0.contains("Der Anschluss war besetzt.") })

            let envelope = try await told(try await send(faxpost, parameters: "NOTIFY=FAILURE"))
            #expect(envelope.map { $0.field("X-Fax-Result") } == ["failed"])

            let mail = try await told(
                try await faxpost.send(to: "90001", options: ["--header", "X-Fax-Notify: delay"])[0])
            #expect(mail.map { $0.field("X-Fax-Result") } == ["delayed"])
        }
    }

    /// An installation at which a fax to 90001 waits for an hour after three calls, and its sender has news of that.
    private func waiting(_ exchange: Exchange, _ mailServer: MailServer, retry: String) -> String {
        let line = Sections.line(exchange.device("1001")).replacing("busy: [50ms]", with: "busy: [50ms, 50ms, 1h]")
        let deliver = """
            deliver:
              smarthost: 127.0.0.1:\(mailServer.port)
              hostname: fax.example
              first-retry: \(retry)
              longest-retry: \(retry)
              notify: failure, delay
            """
        return [Self.people, line, deliver].joined(separator: "\n")
    }

    @Test(
        "News that waits for its mail server is none any more when the fax has ended: the result comes, and nothing after it"
    )
    func late() async throws {
        let exchange = try await Exchange(numbers: ["1001"], ["--turbo", "0", "--speed", "200"])
        let mailServer = try await MailServer(.deferring(1))
        try await Faxpost.with(waiting(exchange, mailServer, retry: "1h")) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001")[0]
            try await faxpost.job(job) { history in
                history.tasks.contains { $0.lane == .news && $0.state == "delayed" }
            }
            _ = try await faxpost.faxctl("cancel", "\(job)")
            #expect(try await mailServer.mail(1).field("X-Fax-Result") == "cancelled")
            _ = try await faxpost.faxctl("retry", "\(job)")
            let history = try await faxpost.settled(job)
            #expect(history.events.contains { $0.text == "Nobody is told of the delay any more: the fax has ended." })
            #expect(mailServer.mails.count == 1)
        }
    }

    @Test("A result does not overtake news that a mail server has been handed, and has not answered")
    func order() async throws {
        let exchange = try await Exchange(numbers: ["1001"], ["--turbo", "0", "--speed", "200"])
        let stuck = try await MailServer(.stalling)
        // The news has to stay in hand as long as the server says nothing.
        try await Faxpost.with(waiting(exchange, stuck, retry: "50ms"), lease: "300s") { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001")[0]
            #expect(try await stuck.mail(1).field("X-Fax-Result") == "delayed")
            _ = try await faxpost.faxctl("cancel", "\(job)")
            try await faxpost.job(job) { history in
                history.events.contains { $0.text.contains("the result follows it") }
            }
            #expect(stuck.mails.count == 1)
            try await stuck.process.stop()
            let mailServer = try await MailServer(port: stuck.port)
            try await faxpost.settled(job)
            #expect(mailServer.mails.map { $0.field("X-Fax-Result") } == ["cancelled"])
        }
    }
}
