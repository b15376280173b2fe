import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// What the spool sees to by itself, with all programs as processes.
@Suite("Faxes that wait, come twice, or come too late", .timeLimit(.minutes(20)))
struct SchedulingTests {
    @Test("The same mail twice is one fax, and is told once; to another number it is another")
    func duplicates() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let same = ["--header", "Message-Id: <same@client.example>"]
            let job = try await faxpost.send(to: "2222", options: same)[0]
            #expect(try await faxpost.send(to: "2222", options: same) == [job])
            #expect(try await faxpost.settled(job).job.state == .sent)
            #expect(try await faxpost.send(to: "2222", options: same) == [job], "also when it was sent")
            let other = try await faxpost.send(to: "90001", options: same)[0]
            #expect(other != job)
            try await faxpost.settled(other)
            _ = try await mailServer.mail(2)
            #expect(mailServer.mails.map { $0.field("X-Fax-Job") } == [job.description, other.description])
            #expect(exchange.calls.filter { $0.contains("dials 2222") }.count == 1)
            #expect(try await efax.received().count == 2)
            let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs.map(\.id)
            #expect(Set(jobs) == [job, other])
        }
    }

    @Test("With a window of nothing the same mail is as many faxes as it comes")
    func noDuplicateWindow() async throws {
        try await Faxpost.with("", ingest: "duplicate-window: 0s") { faxpost in
            try await faxpost.start([.spool, .ingest])
            let same = ["--header", "Message-Id: <same@client.example>"]
            let first = try await faxpost.send(to: "1", options: same)
            #expect(try await faxpost.send(to: "1", options: same) != first)
        }
    }

    @Test("A fax that no line serves fails when its time is over, and its sender is told")
    func expiry() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let mailServer = try await MailServer()
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
        try await Faxpost.with(sections + "\ndialling: {line-group: nowhere, extension-digits: 10}") { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            // The field has no fractions.
            let end = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 5).rounded())
            let job = try await faxpost.send(
                to: "2222", options: ["--header", "X-Fax-Expires: \(end.formatted(.iso8601))"])[0]
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .failed)
            #expect(history.attempts.isEmpty)
            // Reports have no fractions either.
            #expect(history.job.updated >= end.addingTimeInterval(-1))
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Result") == "failed")
            #expect(mail.field("X-Fax-Status") == "5.4.7")
            #expect(mail.field("X-Fax-Message")?.hasPrefix("Its time was over at \(end.formatted(.iso8601)).") == true)
            #expect(exchange.calls.isEmpty)
            #expect(mailServer.mails.count == 1)
        }
    }

    @Test("A fax is not dialled before the time that its sender chose, and then it is")
    func notBefore() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 4).rounded())
            let job = try await faxpost.send(
                to: "2222", options: ["--header", "X-Fax-Not-Before: \(start.formatted(.iso8601))"])[0]
            try await faxpost.job(job) { $0.tasks.map(\.state) == ["delayed"] }
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(try #require(history.attempts.first).began >= start)
            #expect(try await efax.received().count == 2)
        }
    }

    @Test("Faxes to one number are dialled one after the other, however many lines are free")
    func oneCallToANumber() async throws {
        let exchange = try await Exchange(numbers: ["1001", "1002"], ["--turbo", "0", "--speed", "200"])
        let mailServer = try await MailServer()
        let second = "{name: line-2, device: \"\(exchange.device("1002"))\", flow-control: software}"
        let lines = Sections.line(exchange.device("1001")).replacing("  retry:", with: "    - \(second)\n  retry:")
        let sections = [Sections.people, lines, Sections.deliver(mailServer.port)].joined(separator: "\n")
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            var jobs: [JobID] = []
            // Of different priorities, so that none goes along with another.
            for priority in Priority.allCases {
                jobs += try await faxpost.send(to: "90003", options: ["--header", "X-Fax-Priority: \(priority)"])
            }
            for job in jobs { try await faxpost.job(job) { $0.tasks.map(\.stage) == [.faxout] } }
            try await faxpost.start(.faxout)
            for job in jobs {
                let history = try await faxpost.settled(job)
                #expect(history.attempts.map(\.outcome) == Array(repeating: .noAnswer, count: 4))
            }
            // As the exchange saw it: no call began before the one before it was over.
            try await eventually("all calls are over") { exchange.moments.count == 24 }
            #expect(exchange.moments == Array(repeating: ["dials", "over"], count: 12).flatMap(\.self))
        }
    }

    @Test("Faxes to one number that wait together go in one call, and are tried again in one")
    func severalFaxesInACall() async throws {
        let exchange = try await Exchange(numbers: ["1001"], ["--turbo", "0", "--speed", "200"])
        let mailServer = try await MailServer()
        let sections = [Sections.people, Sections.line(exchange.device("1001")), Sections.deliver(mailServer.port)]
        try await Faxpost.with(sections.joined(separator: "\n")) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            var jobs: [JobID] = []
            for _ in 1...3 { jobs += try await faxpost.send(to: "90003") }
            for job in jobs { try await faxpost.job(job) { $0.tasks.map(\.stage) == [.faxout] } }
            try await faxpost.start(.faxout)
            for job in jobs {
                let history = try await faxpost.settled(job)
                #expect(history.attempts.map(\.outcome) == Array(repeating: .noAnswer, count: 4))
            }
            try await eventually("all calls are over") { exchange.moments.count == 8 }
        }
    }
}

extension Exchange {
    /// What began and ended, in its order.
    fileprivate var moments: [String] {
        process.output.split(separator: "\n").compactMap { line in
            if line.contains(" dials ") { "dials" } else if line.contains("over after ") { "over" } else { nil }
        }
    }
}
