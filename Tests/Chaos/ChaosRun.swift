import FaxModel
import Foundation
import Pipeline
import TestSupport

/// A run: real programs, a real mail server and a far end that is fast, while everything is killed again and again.
struct ChaosRun: Sendable {
    private let plan: ChaosPlan
    private let exchange: FarExchange
    private let callers: Callers
    private let lines: [FastLine]
    private let folderOfLines: TemporaryFolder
    /// One for each copy of `deliver`: so it is known who has brought a mail.
    private let mailServers: [MailServer]
    private let faxpost: Faxpost
    private let office: PostOffice
    private let log = DisturbanceLog()
    private let stalls: StallWatch
    private let began = ContinuousClock.now

    /// The lease, in seconds.
    static let lease = 1
    /// How long a fax that comes in waits for the end of its call, in seconds.
    static let patience = 5
    private static let configurations = ["faxpost.yaml", "second.yaml"]

    /// What the names of the lines of a faxout begin with: the first or the second.
    static func lineName(_ copy: Int) -> String { "line-\(copy)-" }

    /// Prepares a run; nothing but the mail server is started.
    init(_ plan: ChaosPlan) async throws {
        self.plan = plan
        let exchange = FarExchange(plan)
        self.exchange = exchange
        let callers = Callers(plan)
        self.callers = callers
        let mailServers = [try await MailServer(), try await MailServer()]
        self.mailServers = mailServers
        let folder = try TemporaryFolder()
        let count = plan.isLong ? 12 : 6
        var lines: [FastLine] = []
        var entries: [String] = []
        for number in 1...count {
            for copy in 0...1 {
                let name = Self.lineName(copy) + "\(number)"
                lines.append(
                    try FastLine(name: name, path: folder.path(name), exchange: exchange, random: plan.random(name)))
            }
            let name = Self.lineName(0) + "\(number)"
            entries.append("    - {name: \(name), device: \"\(folder.path(name))\", flow-control: none}")
        }
        // Nothing is sent over these.
        for number in 1...count / 3 {
            for copy in 0...1 {
                let name = Self.lineName(copy) + "in-\(number)"
                lines.append(
                    try FastLine(
                        name: name, path: folder.path(name), exchange: exchange, callers: callers,
                        random: plan.random(name)))
            }
            let name = Self.lineName(0) + "in-\(number)"
            entries.append(
                "    - {name: \(name), device: \"\(folder.path(name))\", flow-control: none, group: in, answer: {rings: 1}}"
            )
        }
        self.lines = lines
        folderOfLines = folder
        faxpost = try Faxpost(
            Self.sections(lines: entries, mail: mailServers[0].port), ingest: "spool-timeout: 5s",
            lease: "\(Self.lease)s")
        stalls = StallWatch(path: faxpost.folder.path("stalls"))
        // The second ingest, faxout and deliver have another port, other lines and another mail server.
        let port = try LoopbackPort.reserve()
        let text = try String(contentsOfFile: faxpost.folder.path(Self.configurations[0]), encoding: .utf8)
        try faxpost.folder.write(
            Self.configurations[1],
            text.replacing(":\(faxpost.port)\n", with: ":\(port)\n").replacing(Self.lineName(0), with: Self.lineName(1))
                .replacing("127.0.0.1:\(mailServers[0].port)\n", with: "127.0.0.1:\(mailServers[1].port)\n")
        )
        office = PostOffice(plan, maximumBacklog: lines.count, ports: [faxpost.port, port])
    }

    private static func sections(lines: [String], mail port: Int) -> String {
        """
        people:
          - {mail: \(PlannedMail.sender), name: Jane Doe, company: Nordlicht Orgelbau GmbH}
        faxout:
          finish-within: 1s
          lines:
        \(lines.joined(separator: "\n"))
          retry:
            busy: [500ms, 1s]
            no-answer: [500ms, 1s]
            no-carrier: [500ms, 1s]
            dropped: [500ms, 1s]
            page-not-confirmed: [500ms, 1s]
            training-failed: [500ms, 1s]
            local: [500ms, 1s]
        received:
          default-recipient: \(PlannedCall.recipient)
          attachment: tiff
          preview: no
          upside-down: keep
          patience: \(patience)s
        deliver:
          smarthost: 127.0.0.1:\(port)
          hostname: \(PlannedMail.domain)
          first-retry: 200ms
          longest-retry: 1s
        """
    }

    /// Runs, and says what was seen; the programs are stopped then.
    ///
    /// - Throws: `SupportError` when it does not come to an end, or a program ends that should not.
    func run() async throws -> Evidence {
        for line in lines { line.start() }
        stalls.start()
        do {
            try await wreck()
            let evidence = try await evidence()
            await stop()
            return evidence
        } catch {
            await stop()
            throw error
        }
    }

    private func stop() async {
        await faxpost.stopAll()
        for line in lines { line.stop() }
        stalls.stop()
    }

    /// Keeps everything for somebody to look at: the spool, the programs' logs, the far end's, and `report`.
    ///
    /// - Returns: the folder.
    func keep(_ report: String) throws -> String {
        faxpost.folder.keep()
        try faxpost.folder.write("programs.log", faxpost.logs)
        let calls = exchange.records.all.map(\.description) + callers.records.all.map(\.description)
        try faxpost.folder.write("calls.log", calls.joined(separator: "\n"))
        let disturbances = log.all.map(\.description) + stalls.all.map(\.description)
        try faxpost.folder.write("disturbances.log", disturbances.joined(separator: "\n"))
        for (copy, server) in mailServers.enumerated() {
            try faxpost.folder.write("deliver-\(copy).mbox", server.mails.joined(separator: "\r\n\r\n"))
        }
        try faxpost.folder.write("verdict.txt", report)
        return faxpost.folder.url.path
    }

    // MARK: The run

    /// Hands in all mails, and wrecks until all is done.
    private func wreck() async throws {
        let wreckers = Victim.all.map { victim in
            Wrecker(
                faxpost: faxpost, victim: victim, configuration: Self.configurations[victim.copy],
                longestPause: plan.isLong ? 6_000 : 4_000, lease: Self.lease * 1000, log: log)
        }
        var started: [(Wrecker, ChildProcess)] = []
        for wrecker in wreckers { started.append((wrecker, try await wrecker.start())) }
        try await withThrowingTaskGroup { group in
            for (wrecker, process) in started { group.addTask { try await wrecker.run(process, plan) } }
            group.addTask {
                async let mails: Void = office.run()
                try await watch()
                try await mails
                throw Done()
            }
            do {
                while try await group.next() != nil {}
            } catch is Done {
                group.cancelAll()
            }
            while try await group.next() != nil {}
        }
    }

    /// All is done: the wreckers may rest.
    private struct Done: Error {}

    /// Watches the queue until all mails are in and nothing is left.
    private func watch() async throws {
        var (news, change) = ("", ContinuousClock.now)
        var told = ContinuousClock.now
        while true {
            try await Task.sleep(for: .milliseconds(100))
            // Before the queue is asked: what has come in since then may still be in it.
            let accepted = office.receipts.count
            let through = callers.through
            var waiting: Int?
            // A spool that is down, or stopped, is waited for.
            if let queue = try? await faxpost.client.query(.queue, as: QueueReport.self, timeout: .seconds(20)) {
                let count = queue.depths.reduce(0) { $0 + $1.ready + $1.delayed + $1.blocked + $1.held + $1.leased }
                if count == 0, accepted == plan.mails.count, through == plan.calls.count { return }
                office.setBacklog(count)
                waiting = count
            }
            let line =
                "\(accepted) of \(plan.mails.count) mails, \(waiting.map(String.init) ?? "?") tasks, \(exchange.records.count) calls, "
                + "\(through) of \(plan.calls.count) faxes have come in by \(callers.records.count) calls"
            if line != news { (news, change) = (line, .now) }
            guard ContinuousClock.now - change < .seconds(180) else {
                throw SupportError("nothing has happened for three minutes: \(line)")
            }
            guard ContinuousClock.now - told > .seconds(10) else { continue }
            told = .now
            print("\(Int((told - began) / .seconds(1))) s: \(line), \(log.all.count) disturbances")
            fflush(nil)
        }
    }

    private func evidence() async throws -> Evidence {
        let shown = try ReportCoding.decode(QueueReport.self, from: Array(await faxpost.faxctl("queue", "--json").utf8))
        let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10_000), as: JobList.self).jobs.map(\.id)
        guard jobs.count < 10_000 else { throw SupportError("there are more jobs than one answer has") }
        var histories: [JobHistory] = []
        for job in jobs { histories.append(try await faxpost.client.query(.job(job), as: JobHistory.self)) }
        // The operator's command says the same.
        for history in histories.prefix(10) {
            let text = try await faxpost.faxctl("job", history.job.id.description, "--json")
            guard try ReportCoding.decode(JobHistory.self, from: Array(text.utf8)) == history else {
                throw SupportError("faxctl says something else of \(history.job.id): \(text)")
            }
        }
        let mails = mailServers.enumerated().flatMap { copy, server in server.mails.map { ($0, copy) } }
        return Evidence(
            plan: plan, receipts: office.receipts, histories: histories.filter { !$0.isReception },
            receptions: histories.filter(\.isReception), queue: shown, calls: exchange.records.all,
            callers: callers.records.all, unanswered: callers.unanswered,
            notifications: mails.compactMap { Notification($0, by: $1) }.filter { !$0.isReceivedFax },
            arrivals: mails.compactMap { ArrivedMail($0, by: $1) }, disturbances: log.all, stalls: stalls.all,
            logs: faxpost.logs)
    }
}
