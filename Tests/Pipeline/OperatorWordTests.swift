import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// What operators say while faxes are on their way, by faxctl, to programs that work.
@Suite("The operator's word while faxes are on their way", .timeLimit(.minutes(20)))
struct OperatorWordTests {
    /// Five pages of text.
    private static let longText = (1...280).map { "Line \($0): the quick brown fox jumps over the lazy dog." }
        .joined(separator: "\n")

    /// A world with two numbers that far faxes may wait at, and all programs but those `stopped` at work.
    private func withWorld(
        without stopped: [Faxpost.Program] = [], _ body: (Faxpost, Exchange, MailServer) async throws -> Void
    ) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222", "3333"], Efax.exchangeOptions)
        let mailServer = try await MailServer()
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases.filter { !stopped.contains($0) })
            try await body(faxpost, exchange, mailServer)
        }
    }

    @Test("A fax that is cancelled in its call ends after the page that it is at, and its sender is told so")
    func cancelInACall() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let efax = try await Efax(device: exchange.device("2222"))
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            try await faxpost.job(job) { $0.job.confirmedPages >= 1 }
            #expect(
                try await faxpost.faxctl("cancel", "\(job)")
                    == "1 job, 0 tasks moved, 1 in hand, in a call, which ends after the page that it is at\n")
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .cancelled)
            #expect(history.attempts.map(\.outcome) == [.local])
            let confirmed = history.job.confirmedPages
            #expect((1..<6).contains(confirmed))
            #expect(try await efax.received().count == confirmed, "one page was finished, and no other begun")

            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Result") == "cancelled")
            #expect(mail.field("X-Fax-Confirmed-Pages") == "\(confirmed)")
            #expect(mail.field("X-Fax-Message") == "The operator has cancelled it.")
            #expect(mailServer.mails.count == 1)
            #expect(try await faxpost.faxctl("cancel", "\(job)", codes: [1]).contains("has ended: cancelled"))
        }
    }

    @Test("A mail whose faxes are cancelled before anything was made of it is told for each of them")
    func cancelAnOrder() async throws {
        try await withWorld(without: [.enrich]) { faxpost, exchange, mailServer in
            let jobs = try await faxpost.send(to: "2222", "3333")
            #expect(try await faxpost.faxctl("cancel", "\(jobs[0].order)") == "2 jobs, 1 task moved\n")
            for job in jobs { #expect(try await faxpost.settled(job).job.state == .cancelled) }
            _ = try await mailServer.mail(2)
            #expect(mailServer.mails.map { $0.field("X-Fax-Result") } == ["cancelled", "cancelled"])
            #expect(exchange.calls.isEmpty)
        }
    }

    @Test("A fax that is held before its call is not dialled, others are; released, it goes")
    func hold() async throws {
        try await withWorld(without: [.faxout]) { faxpost, exchange, _ in
            let efax = try await Efax(device: exchange.device("2222"))
            let held = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(held) { $0.tasks.map(\.stage) == [.faxout] }
            #expect(try await faxpost.faxctl("hold", "\(held)") == "1 job, 1 task moved\n")
            try await faxpost.job(held) { $0.tasks.map(\.state) == ["held"] }
            let other = try await faxpost.send(to: "90001")[0]
            try await faxpost.start(.faxout)
            try await faxpost.settled(other)
            #expect(!exchange.calls.contains { $0.contains("dials 2222") })
            #expect(try await faxpost.faxctl("release", "\(held)") == "1 job, 1 task moved\n")
            #expect(try await faxpost.settled(held).job.state == .sent)
            #expect(try await efax.received().count == 2)
        }
    }

    @Test("A fax that is held in its call ends after a page; released, it goes on with the next")
    func holdInACall() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let first = try await Efax(device: exchange.device("2222"))
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            try await faxpost.job(job) { $0.job.confirmedPages >= 1 }
            _ = try await faxpost.faxctl("hold", "\(job)")
            let held = try await faxpost.job(job) { $0.tasks.map(\.state) == ["held"] }
            let before = try await first.received().count
            #expect(before == held.job.confirmedPages)
            let second = try await Efax(device: exchange.device("2222"))
            _ = try await faxpost.faxctl("release", "\(job)")
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.map(\.outcome) == [.local, .sent])
            #expect(try await second.received().count == 6 - before)
            #expect(try await mailServer.mail(1).field("X-Fax-Confirmed-Pages") == "6")
        }
    }

    @Test("A fax that is redirected in its call goes to the other number from its first page on")
    func redirectInACall() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let wrong = try await Efax(device: exchange.device("2222"))
            let right = try await Efax(device: exchange.device("3333"))
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            try await faxpost.job(job) { $0.job.confirmedPages >= 1 }
            _ = try await faxpost.faxctl("redirect", "\(job)", "3333")
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.job.number?.digits == "3333")
            #expect(history.attempts.map(\.dialled) == ["2222", "3333"])
            #expect(history.attempts.map(\.outcome) == [.local, .sent])
            #expect(try await (1..<6).contains(wrong.received().count))
            let received = try await right.received().map(Pages.bitmap)
            #expect(received.count == 6)
            let sent = try #require(history.documents["sent"])
            #expect(try await Pages.bitmaps(faxpost.client.document(sent.digest)) == received)
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Number") == "3333")
            #expect(mail.field("X-Fax-Confirmed-Pages") == "6")
            #expect(mailServer.mails.count == 1)
        }
    }

    @Test("A fax that is redirected and ends before it was dialled is told with the number that it was to go to")
    func redirectBeforeACall() async throws {
        try await withWorld(without: [.faxout]) { faxpost, _, mailServer in
            let job = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(job) { $0.tasks.map(\.stage) == [.faxout] }
            _ = try await faxpost.faxctl("redirect", "\(job)", "3333")
            _ = try await faxpost.faxctl("cancel", "\(job)")
            #expect(try await faxpost.settled(job).job.number?.digits == "3333")
            #expect(try await mailServer.mail(1).field("X-Fax-Number") == "3333")
        }
    }

    @Test("A line that is paused makes no call until it is resumed, and faxctl says so")
    func pauseOfALine() async throws {
        try await withWorld { faxpost, exchange, _ in
            let efax = try await Efax(device: exchange.device("2222"))
            #expect(try await faxpost.faxctl("lines").contains("line-1  default  free"))
            #expect(try await faxpost.faxctl("pause", "line/line-1") == "paused\n")
            #expect(try await faxpost.faxctl("pause", "line/line-1", codes: [1]).contains("is paused already"))
            #expect(try await faxpost.faxctl("pause", "line/line-11").contains("(known: line-1)"))
            try await faxpost.lines { $0.map(\.state) == [.paused] }
            #expect(try await faxpost.faxctl("lines").contains("line-1  default  paused"))
            let job = try await faxpost.send(to: "2222")[0]
            let waiting = try await faxpost.job(job) { $0.tasks.map(\.stage) == [.faxout] }
            #expect(waiting.tasks.map(\.state) == ["ready"])
            #expect(exchange.calls.isEmpty)
            #expect(try await faxpost.faxctl("resume", "line/line-1") == "resumed\n")
            #expect(try await faxpost.settled(job).job.state == .sent)
            #expect(try await efax.received().count == 2)
        }
    }

    @Test("A line that is paused in its call finishes it")
    func pauseOfABusyLine() async throws {
        try await withWorld { faxpost, exchange, _ in
            let efax = try await Efax(device: exchange.device("2222"))
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            try await faxpost.job(job) { $0.job.confirmedPages >= 1 }
            _ = try await faxpost.faxctl("pause", "line/line-1")
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.count == 1)
            #expect(try await efax.received().count == 6)
            try await faxpost.lines { $0.map(\.state) == [.paused] }
        }
    }

    @Test("A stage that is paused is given nothing, also by a spool that has restarted; resumed, it goes on")
    func pauseOfAStage() async throws {
        try await withWorld { faxpost, exchange, _ in
            let efax = try await Efax(device: exchange.device("2222"))
            #expect(try await faxpost.faxctl("pause", "render") == "paused\n")
            let job = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(job) { $0.job.state == .enriched }
            try await faxpost.process(.spool).stop()
            try await faxpost.start(.spool)
            // Whoever is enriched after the restart shows that workers are back.
            let other = try await faxpost.send(to: "90001")[0]
            let waiting = try await faxpost.job(other) { $0.job.state == .enriched }
            #expect(waiting.tasks.map(\.state) == ["ready"])
            let row = try await faxpost.faxctl("queue").split(separator: "\n").first { $0.hasPrefix("render") }
            #expect(row?.hasSuffix("paused") == true)
            #expect(try await faxpost.faxctl("resume", "render") == "resumed\n")
            #expect(try await faxpost.settled(job).job.state == .sent)
            #expect(try await efax.received().count == 2)
        }
    }

    @Test("A number that is barred is not dialled, and the sender is told why; allowed, it is dialled again")
    func barredNumber() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let efax = try await Efax(device: exchange.device("2222"))
            _ = try await faxpost.faxctl("number", "bar", "2222", "--reason", "It is a private telephone.")
            #expect(try await faxpost.faxctl("number").contains("2222  barred"))
            let job = try await faxpost.send(to: "2222")[0]
            #expect(try await faxpost.settled(job).job.state == .failed)
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Result") == "failed")
            #expect(mail.field("X-Fax-Message")?.contains("It is a private telephone.") == true)
            #expect(exchange.calls.isEmpty)
            _ = try await faxpost.faxctl("number", "allow", "2222")
            let again = try await faxpost.send(to: "2222")[0]
            #expect(try await faxpost.settled(again).job.state == .sent)
            #expect(try await efax.received().count == 2)
        }
    }
}

extension Faxpost {
    /// Waits until the spool knows the lines to be so.
    fileprivate func lines(are condition: ([LineStatus]) -> Bool) async throws {
        try await eventually("the lines as they are to be") {
            condition(try await client.query(.lines, as: LineList.self).lines)
        }
    }
}
