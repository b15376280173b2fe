import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Mail out against servers that do everything that servers do, with all programs as processes.
@Suite("Mail out, end to end", .timeLimit(.minutes(20)))
struct MailOutTests {
    /// Fields of a mail that fails without a call: nothing of it can be printed.
    private static let failing = ["--header", "X-Fax-Cover-Page: no"]

    private func sections(_ port: Int, more: String = "") -> String {
        Sections.people + "\n" + Sections.deliver(port) + (more.isEmpty ? "" : "\n  \(more)")
    }

    /// Hands in a fax that fails at once, so that its sender is told.
    private func fail(_ faxpost: Faxpost, _ reference: String = "none") async throws -> JobID {
        try await faxpost.send(
            to: "+4922812345", body: " ", options: Self.failing + ["--header", "X-Fax-Reference: \(reference)"])[0]
    }

    private func sink(_ options: [String], port: Int) async throws -> ChildProcess {
        let user = getuid() == 0 ? ["-u", "nobody"] : []
        let sink = try ChildProcess("/usr/sbin/smtp-sink", options + user + ["127.0.0.1:\(port)", "10"])
        try await LoopbackPort.listening(port, while: sink)
        return sink
    }

    @Test(
        "A server that can't now, at whatever command, or breaks off, gets the result when it can: once",
        arguments: [
            ["-r", "HELO,EHLO"], ["-r", "MAIL"], ["-r", "RCPT"], ["-r", "DATA"], ["-r", "."], ["-q", "EHLO"],
            ["-q", "MAIL"], ["-q", "RCPT"], ["-q", "DATA"], ["-q", "."], ["-Q", "CONNECT"], ["-Q", "RCPT"],
            ["-Q", "."],
        ])
    func faults(options: [String]) async throws {
        let port = try LoopbackPort.reserve()
        let faulty = try await sink(options, port: port)
        try await Faxpost.with(sections(port)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let job = try await fail(faxpost)
            try await faxpost.job(job) { $0.events.contains { $0.text.contains("could not be mailed") } }
            try await faulty.stop()
            let mailServer = try await MailServer(port: port)
            let history = try await faxpost.settled(job)
            #expect(mailServer.mails.map { $0.field("X-Fax-Job") } == [job.description])
            #expect(history.events.last?.text.contains("was mailed to jane@example.com") == true)
        }
    }

    @Test(
        "A server that refuses for good, at whatever command: the result waits where the operator sees it",
        arguments: ["MAIL", "RCPT", "DATA", "."])
    func refused(command: String) async throws {
        let port = try LoopbackPort.reserve()
        let faulty = try await sink(["-f", command], port: port)
        try await Faxpost.with(sections(port)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let job = try await fail(faxpost)
            let history = try await faxpost.job(job) { $0.tasks.map(\.state) == ["failed"] }
            #expect(history.tasks.first?.reason?.contains("could not be mailed to jane@example.com") == true)
            try await faulty.stop()
            // The cause is gone: the operator has it tried again.
            let mailServer = try await MailServer(port: port)
            _ = try await faxpost.faxctl("retry", "\(job)")
            try await faxpost.settled(job)
            #expect(mailServer.mails.count == 1)
        }
    }

    @Test(
        "A result that is refused for good waits for the operator, who hears of it once, however often it is tried again"
    )
    func lost() async throws {
        let mailServer = try await MailServer(.choosing(refused: ["jane@example.com"], deferred: []))
        try await Faxpost.with(sections(mailServer.port, more: "operator: op@example.net")) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let job = try await fail(faxpost)
            let history = try await faxpost.job(job) { history in
                history.tasks.map(\.state) == ["failed"]
                    && history.events.contains { $0.text.contains("was mailed to op@example.net") }
            }
            #expect(history.job.state == .failed && history.tasks[0].reason?.contains("Nobody here") == true)
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Envelope-From") == "<>" && mail.field("X-Envelope-To") == "op@example.net")
            #expect(mail.field("X-Fax-Undelivered")?.hasPrefix("jane@example.com: ") == true)
            #expect(
                mail.field("X-Fax-Result") == "failed" && mail.field("Subject")?.hasPrefix("Not delivered: ") == true)
            #expect(try await faxpost.faxctl("jobs", "--state", "set-aside").contains(job.description))
            #expect(try await faxpost.faxctl("job", "\(job)").contains("The operator, op@example.net, is told"))
            _ = try await faxpost.faxctl("retry", "\(job)")
            try await faxpost.job(job) { history in
                history.tasks.map(\.state) == ["failed"]
                    && history.events.count { $0.text.contains("set aside for the operator") } == 2
            }
            #expect(mailServer.mails.count == 1)
            try await mailServer.process.stop()
            let again = try await MailServer(port: mailServer.port)
            _ = try await faxpost.faxctl("retry", "\(job)")
            try await faxpost.settled(job)
            #expect(again.mails.map { $0.field("X-Envelope-To") } == ["jane@example.com"])
        }
    }

    @Test(
        "One server with every trouble after the other: at each command, in the middle, full, slow; the result comes once"
    )
    func troubles() async throws {
        let troubles = [
            "EHLO=421 4.3.2 Closing", "MAIL=451 4.3.0 Not now", "RCPT=450 4.2.1 Greylisted", "RCPT=452 4.2.2 Full",
            "DATA=452 4.3.1 No space", "DATA=421 4.3.2 Closing", "MAIL=drop", "RCPT=drop", "DATA=drop", "RCPT=slow",
        ]
        let mailServer = try await MailServer(.troubled(troubles))
        try await Faxpost.with(sections(mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let job = try await fail(faxpost)
            let history = try await faxpost.settled(job)
            #expect(mailServer.mails.map { $0.field("X-Fax-Job") } == [job.description])
            for words in ["421", "451", "Greylisted", "Full", "No space", "connection"] {
                #expect(history.events.contains { $0.text.contains(words) }, "\(words): \(history.events.map(\.text))")
            }
            for number in troubles.indices { try await mailServer.process.says("trouble \(number + 1)\n") }
        }
    }

    @Test(
        "Whatever a server answers, at whatever command: 4yz is tried again, 5yz waits for the operator, and the result comes once"
    )
    func codes() async throws {
        let soft = ["EHLO", "MAIL", "RCPT", "DATA"].flatMap { command in
            [421, 430, 432, 450, 451, 452, 454, 455, 471, 499].map { "\(command)=\($0) 4.9.9 Not at \(command)" }
        }
        let hard = ["MAIL", "RCPT", "DATA"].flatMap { command in
            [500, 501, 503, 504, 530, 550, 551, 552, 554, 599].map { "\(command)=\($0) 5.9.9 Not at \(command)" }
        }
        let mailServer = try await MailServer(.troubled(soft + hard))
        try await Faxpost.with(sections(mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let job = try await fail(faxpost)
            for (index, trouble) in hard.enumerated() {
                let words = try #require(trouble.split(separator: "=").last).replacing(" 5.9.9", with: "")
                let history = try await faxpost.job(job) { history in
                    history.tasks.first.map { $0.state == "failed" && $0.reason?.contains(words) == true } ?? false
                }
                #expect(history.tasks.count == 1 && mailServer.mails.isEmpty)
                try await mailServer.process.says("trouble \(soft.count + index + 1)\n")
                _ = try await faxpost.faxctl("retry", "\(job)")
            }
            try await faxpost.settled(job)
            #expect(mailServer.mails.map { $0.field("X-Fax-Job") } == [job.description])
        }
    }

    @Test("A slow server, one that is cut off, and a result behind one that is stuck: nothing waits for another")
    func behind() async throws {
        let port = try LoopbackPort.reserve()
        let stuck = try await MailServer(.stalling)
        let good = try await MailServer()
        let servers = """
            deliver:
              hostname: fax.example
              first-retry: 50ms
              answer-timeout: 60s
              smarthosts:
                - {name: stuck, address: "127.0.0.1:\(stuck.port)"}
                - {name: nobody, address: "127.0.0.1:\(port)"}
                - {name: good, address: "127.0.0.1:\(good.port)"}
              routes:
                - {recipients: [example.net], smarthosts: [stuck]}
                - {recipients: [example.com], smarthosts: [nobody, good]}
            """
        try await Faxpost.with(Sections.people + "\n" + servers) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let first = try await faxpost.send(
                to: "+4922812345", body: " ",
                options: Self.failing + ["--header", "X-Fax-Notify-To: jane@example.net"])[0]
            _ = try await stuck.mail(1)
            // The next goes to another server, whose first choice nobody listens at.
            let second = try await fail(faxpost)
            try await faxpost.settled(second)
            #expect(good.mails.map { $0.field("X-Fax-Job") } == [second.description])
            let history = try await faxpost.client.query(.job(first), as: JobHistory.self)
            #expect(history.tasks.map(\.state) == ["leased"])
        }
    }

    @Test("Two servers: while the first is away the second has the mail, and the first again when it is back")
    func failover() async throws {
        let first = try await MailServer()
        let second = try await MailServer()
        let servers = """
            deliver:
              hostname: fax.example
              first-retry: 50ms
              smarthosts:
                - {address: "127.0.0.1:\(first.port)", keep: 50ms}
                - {address: "127.0.0.1:\(second.port)"}
            """
        try await Faxpost.with(Sections.people + "\n" + servers) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            try await faxpost.settled(try await fail(faxpost))
            #expect(first.mails.count == 1 && second.mails.isEmpty)
            try await first.process.stop()
            try await faxpost.settled(try await fail(faxpost))
            #expect(second.mails.count == 1)
            let again = try await MailServer(port: first.port)
            try await faxpost.settled(try await fail(faxpost))
            #expect(again.mails.count == 1 && second.mails.count == 1)
        }
    }
}
