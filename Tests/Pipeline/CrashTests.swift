import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Programs that are killed in the middle of their work. Whatever dies: the fax is sent once, every page of it, and its
/// sender is told the truth.
@Suite("Whatever dies, nothing is lost and nothing is sent twice", .timeLimit(.minutes(20)))
struct CrashTests {
    /// Five pages of text.
    private static let longText = (1...280).map { "Line \($0): the quick brown fox jumps over the lazy dog." }
        .joined(separator: "\n")

    /// A world with one far fax, and a Faxpost in it whose programs have all worked once.
    private func withWorld(
        lease: String = "1s", _ body: (Faxpost, Exchange, MailServer) async throws -> Void
    ) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let mailServer = try await MailServer()
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
        try await Faxpost.with(sections, lease: lease) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            try await faxpost.settled(try await faxpost.send(to: "90001")[0])
            try await body(faxpost, exchange, mailServer)
        }
    }

    /// Starts `faxout` anew, so that this happens to it as soon as a page was confirmed: it is killed, stopped, or asked to end.
    ///
    /// - Parameter fate: what, as `FAXPOST_CRASH_AT` names it.
    private func doom(_ faxpost: Faxpost, _ fate: String) async throws -> ChildProcess {
        try await faxpost.process(.faxout).stop()
        let point = CrashPoint.faxoutCheckpointed.rawValue
        return try await faxpost.start(.faxout, environment: [CrashPoint.variable: "\(point):1:\(fate)"])
    }

    /// The calls that reached the far fax.
    private func calls(_ exchange: Exchange) -> Int { exchange.calls.filter { $0.contains("dials 2222") }.count }

    @Test(
        "A worker that dies with its task: another one does it",
        arguments: [Faxpost.Program.enrich, .render, .faxout])
    func workerDies(program: Faxpost.Program) async throws {
        try await withWorld(lease: "8s") { faxpost, exchange, mailServer in
            let efax = try await Efax(device: exchange.device("2222"))
            // Stopped, it is given the task and can't begin with it; but not if it was not heard of for a lease's time.
            try faxpost.process(program).send(SIGSTOP)
            let job = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(job) { history in
                history.tasks.contains { $0.stage.rawValue == program.rawValue && $0.state == "leased" }
            }
            try await faxpost.kill(program)
            try await faxpost.start(program)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.events.contains { $0.text.contains("the worker of \(program.rawValue) was lost") })
            #expect(try await efax.received().count == 2)
            #expect(calls(exchange) == 1)
            #expect(try await mailServer.mail(2).field("X-Fax-Job") == job.description)
            #expect(mailServer.mails.count == 2)
        }
    }

    @Test("render dies while it converts a document: another one makes the pages, once")
    func renderDies() async throws {
        try await withWorld { faxpost, exchange, _ in
            let efax = try await Efax(device: exchange.device("2222"))
            let pdf = try faxpost.folder.write("slow.pdf", SlowPDF.text)
            let job = try await faxpost.send(
                to: "2222", options: ["--attach-type", "application/pdf", "--attach", "@\(pdf)"])[0]
            let render = try faxpost.process(.render)
            try await eventually("render converts") { try render.hasChildren() }
            try await faxpost.kill(.render)
            try await faxpost.start(.render)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.events.contains { $0.text.contains("the worker of render was lost") })
            #expect(history.job.pageCount == 3)
            #expect(try await efax.received().count == 3)
            #expect(calls(exchange) == 1)
        }
    }

    @Test("enrich dies while the directory does not answer: another one asks it, and the fax goes once")
    func enrichDies() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        let directory = try await SlapdServer(ldif: "dn: \(SlapdServer.suffix)\nobjectClass: domain\ndc: example\n")
        let sections = """
            directory: {url: "\(directory.url)", base: "\(SlapdServer.suffix)", timeout: 60s}
            \(Sections.line(exchange.device("1001")))
            \(Sections.deliver(mailServer.port))
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            directory.suspend()
            let job = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(job) { $0.tasks.map(\.state) == ["leased"] }
            try await faxpost.kill(.enrich)
            directory.resume()
            try await faxpost.start(.enrich)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.events.contains { $0.text.contains("the worker of enrich was lost") })
            #expect(try await efax.received().count == 2)
            #expect(calls(exchange) == 1)
        }
    }

    @Test("ingest dies within a mail's data: nothing is known of the mail, and the next is taken")
    func ingestDies() async throws {
        try await Faxpost.with("") { faxpost in
            try await faxpost.start([.spool, .ingest])
            let client = try ChildProcess(
                "/usr/bin/python3",
                [
                    "-uc",
                    """
                    import socket
                    connection = socket.create_connection(("127.0.0.1", \(faxpost.port)))
                    lines = connection.makefile("rwb")
                    lines.readline()
                    for command in (b"HELO x", b"MAIL FROM:<a@b.example>", b"RCPT TO:<1@fax.example>", b"DATA"):
                        lines.write(command + b"\\r\\n")
                        lines.flush()
                        print(lines.readline())
                    lines.write(b"Subject: half\\r\\n\\r\\nhalf a mail")
                    lines.flush()
                    print("half", flush=True)
                    print("said", lines.readline(), flush=True)
                    """,
                ])
            try await client.says("half\n")
            try await faxpost.kill(.ingest)
            try await client.ended()
            #expect(!client.output.contains("250 2.0.0"))
            try await faxpost.start(.ingest)
            let job = try await faxpost.send(to: "2")[0]
            let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs.map(\.id)
            #expect(jobs == [job])
        }
    }

    @Test("faxout dies in a call: the next call begins with the first page that was not confirmed")
    func faxoutDiesInACall() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let first = try await Efax(device: exchange.device("2222"))
            let faxout = try await doom(faxpost, "kill")
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            #expect(try await faxout.ended(within: .seconds(240)) == .killed(signal: SIGKILL))
            _ = try await first.received()
            let second = try await Efax(device: exchange.device("2222"))
            try await faxpost.start(.faxout)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.map(\.outcome) == [.interrupted, .sent])
            let before = try #require(history.attempts.first).confirmedPages
            let sent = try await Pages.bitmaps(faxpost.client.document(try #require(history.documents["sent"]).digest))
            #expect(try await second.received().map(Pages.bitmap) == Array(sent[before...]))
            #expect(try first.pages.prefix(before).map(Pages.bitmap) == Array(sent[..<before]))
            #expect(calls(exchange) == 2)
            let mail = try await mailServer.mail(2)
            #expect(mail.field("X-Fax-Result") == "sent")
            #expect(mail.field("X-Fax-Confirmed-Pages") == "\(sent.count)")
        }
    }

    @Test(
        "faxout hangs in a call for longer than its lease: it gives the call up when it wakes, and no page is sent again"
    )
    func faxoutHangsInACall() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let first = try await Efax(device: exchange.device("2222"))
            let faxout = try await doom(faxpost, "stop")
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            let lost = try await faxpost.job(job) { history in
                history.events.contains { $0.text.contains("the worker of faxout was lost") }
            }
            _ = try await first.received()
            let second = try await Efax(device: exchange.device("2222"))
            faxout.send(SIGCONT)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.map(\.outcome) == [.interrupted, .sent])
            let sent = try await Pages.bitmaps(faxpost.client.document(try #require(history.documents["sent"]).digest))
            let before = lost.job.confirmedPages
            #expect(try first.pages.prefix(before).map(Pages.bitmap) == Array(sent[..<before]))
            #expect(try await second.received().map(Pages.bitmap) == Array(sent[before...]))
            #expect(calls(exchange) == 2)
            #expect(try await mailServer.mail(2).field("X-Fax-Result") == "sent")
            #expect(mailServer.mails.count == 2)
        }
    }

    @Test("faxout is asked to end in a call: it ends after a page, and goes on with the next one later")
    func faxoutStopsInACall() async throws {
        try await withWorld { faxpost, exchange, _ in
            let first = try await Efax(device: exchange.device("2222"))
            let faxout = try await doom(faxpost, "term")
            let job = try await faxpost.send(to: "2222", body: Self.longText + "\n" + Self.longText)[0]
            #expect(try await faxout.ended(within: .seconds(240)) == .exited(0))
            let received = try await first.received()
            let second = try await Efax(device: exchange.device("2222"))
            try await faxpost.start(.faxout)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.count == 2)
            let again = try await second.received()
            let sent = try await Pages.bitmaps(faxpost.client.document(try #require(history.documents["sent"]).digest))
            #expect(try (received + again).map(Pages.bitmap) == sent, "every page went once")
        }
    }

    @Test(
        "The spool dies at any step: the fax goes on when it is there again, in one call",
        arguments: [JobState.accepted, .enriched, .rendered, .sending])
    func spoolDies(state: JobState) async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let efax = try await Efax(device: exchange.device("2222"))
            let order = [JobState.accepted, .enriched, .rendered, .sending, .sent]
            let job = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(job) { history in
                let reached = order.firstIndex(of: history.job.state) ?? order.count
                return reached >= order.firstIndex(of: state) ?? 0
            }
            try await faxpost.kill(.spool)
            try await faxpost.start(.spool)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(try await efax.received().count == 2)
            #expect(calls(exchange) == 1)
            #expect(try await mailServer.mail(2).field("X-Fax-Result") == "sent")
            #expect(mailServer.mails.count == 2)
        }
    }

    @Test("The spool is away while pages are confirmed: the call goes on, and no page is sent again")
    func spoolIsAwayInACall() async throws {
        try await withWorld { faxpost, exchange, mailServer in
            let efax = try await Efax(device: exchange.device("2222"))
            let job = try await faxpost.send(to: "2222", body: Self.longText)[0]
            try await faxpost.job(job) { $0.job.confirmedPages >= 1 }
            try await faxpost.kill(.spool)
            // The far end has all pages before anybody can store that.
            let received = try await efax.received()
            try await faxpost.start(.spool)
            let history = try await faxpost.settled(job)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(history.job.confirmedPages == received.count)
            #expect(calls(exchange) == 1)
            #expect(try await mailServer.mail(2).field("X-Fax-Result") == "sent")
        }
    }

    @Test("deliver dies when the mail server has the result and has not said so: it is told again, as the same message")
    func deliverDies() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let stalling = try await MailServer(.stalling)
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: stalling.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001")[0]
            let first = try await stalling.mail(1)
            try await faxpost.kill(.deliver)
            try await stalling.process.stop()
            let keeping = try await MailServer(port: stalling.port)
            try await faxpost.start(.deliver)
            try await faxpost.settled(job)
            let second = try await keeping.mail(1)
            #expect(second.field("Message-ID") == first.field("Message-ID"))
            #expect(second.field("X-Fax-Result") == "failed")
        }
    }

    @Test("Mails that come while the spool is away are refused for now, and are no fax later")
    func refusedMailIsNoFax() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let mailServer = try await MailServer()
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
        try await Faxpost.with(sections, ingest: "spool-timeout: 1s") { faxpost in
            try await faxpost.start([.spool, .ingest])
            // A second is little where the machine has much to do: what is refused for that is no fax, either.
            func accepted() async throws -> JobID {
                var jobs: [JobID] = []
                try await eventually("a mail is accepted") {
                    jobs = (try? await faxpost.send(to: "2222")) ?? []
                    return !jobs.isEmpty
                }
                return jobs[0]
            }
            let before = try await accepted()
            try await faxpost.kill(.spool)
            await #expect(throws: SupportError.self) { try await faxpost.send(to: "2222") }
            try await faxpost.start(.spool)
            let after = try await accepted()
            let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs.map(\.id)
            #expect(jobs == [after, before])
        }
    }
}
