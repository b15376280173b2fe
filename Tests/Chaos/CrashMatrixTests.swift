import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// The crash matrix of docs/ARCHITECTURE.md, row by row: a process dies at a point that is known to the line of code.
@Suite("Whoever dies wherever: every page goes, and the sender is told the truth", .timeLimit(.minutes(20)))
struct CrashMatrixTests {
    @Test("A process dies, and another one goes on", arguments: CrashPoint.allCases.filter { !$0.isElsewhere })
    func dies(at point: CrashPoint) async throws {
        let mail = PlannedMail(index: 0, numbers: ["2222"], pageCount: 3)
        let run = try await CrashRun(mail, point)
        let evidence = try await run.run()
        #expect(evidence.histories.map(\.job.state) == [.sent])
        // Nothing excuses anything but what the matrix says.
        let verdict = Verdict(evidence)
        #expect(verdict.problems.map(\.text) == point.flaws)
        #expect(evidence.histories.flatMap(\.attempts).map(\.outcome) == point.outcomes)
        let pages = evidence.calls.map { $0.confirmations.map { $0.page?.page } }
        #expect(pages == point.pages)
        #expect(Set(evidence.notifications.map { $0.field("Message-ID") }).count == 1)
    }

    @Test("Every crash point has its row in the matrix")
    func isDocumented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8)
        for point in CrashPoint.allCases {
            #expect(text.components(separatedBy: "\n| `\(point.rawValue)` | ").count == 2, "\(point.rawValue)")
        }
    }
}

/// What the matrix says of a point.
extension CrashPoint {
    /// Whose point it is.
    fileprivate var program: Faxpost.Program? { Faxpost.Program(rawValue: String(rawValue.prefix { $0 != "." })) }

    /// Whether it is reached by faxes that come in, or by those that have a choice of groups of lines: `ReceivingCrashTests` and
    /// `FallbackCrashTests` have those.
    fileprivate var isElsewhere: Bool {
        switch self {
        case .faxoutReceived, .faxoutStored, .faxoutAcknowledged, .faxoutHungUp, .spoolMoved: true
        default: false
        }
    }

    /// Whether the program dies at every hand-off of the fax, and not once: mail, order, pages, attempt, three pages confirmed, call
    /// ended, sender told.
    fileprivate var isDeadlyAgain: Bool { self == .spoolReceived || self == .spoolWritten }

    /// How often such a program dies at the least. Where it takes long to come back, faxout goes on with its call after 2 seconds, and what
    /// was confirmed meanwhile comes in one hand-off.
    fileprivate static let fewestDeaths = 5

    /// What is not as if nobody had died.
    fileprivate var flaws: [String] {
        switch self {
        case .faxoutConfirmed: ["page 1 of mail 0 was confirmed 1 times more than is known"]
        case .deliverEnded: ["its sender was told again"]
        default: []
        }
    }

    /// How the calls ended.
    fileprivate var outcomes: [CallOutcome?] {
        switch self {
        case .faxoutRecorded, .faxoutConfirmed, .faxoutCheckpointed: [.interrupted, .sent]
        case .faxoutEnded: [.interrupted]
        default: [.sent]
        }
    }

    /// The pages that the far end has confirmed, call by call.
    fileprivate var pages: [[Int]] {
        switch self {
        case .faxoutConfirmed: [[1], [1, 2, 3]]
        case .faxoutCheckpointed: [[1], [2, 3]]
        default: [[1, 2, 3]]
        }
    }
}

/// One mail on its way through real programs, of which one dies at a point and is started again.
private struct CrashRun {
    let plan: ChaosPlan
    let point: CrashPoint
    let exchange: FarExchange
    let line: FastLine
    let mailServer: MailServer
    private let folder: TemporaryFolder

    /// Prepares it; nothing but the mail server is started.
    init(_ mail: PlannedMail, _ point: CrashPoint) async throws {
        self.point = point
        plan = ChaosPlan(calm: mail)
        exchange = FarExchange(plan)
        folder = try TemporaryFolder()
        line = try FastLine(
            name: "line-1", path: folder.path("line-1"), exchange: exchange, random: plan.random("line-1"))
        mailServer = try await MailServer()
    }

    private var sections: String {
        """
        people:
          - {mail: \(PlannedMail.sender), name: Jane Doe}
        faxout:
          lines:
            - {name: line-1, device: "\(line.device)", flow-control: none}
          retry: {jitter: 0, local: [50ms]}
        deliver:
          smarthost: 127.0.0.1:\(mailServer.port)
          hostname: \(PlannedMail.domain)
          first-retry: 50ms
          longest-retry: 200ms
        """
    }

    /// Runs it until the sender is told.
    func run() async throws -> Evidence {
        line.start()
        defer { line.stop() }
        let mortal = try #require(point.program)
        var evidence: Evidence?
        try await Faxpost.with(sections) { faxpost in
            for program in Faxpost.Program.allCases where program != mortal { try await faxpost.start(program) }
            let office = PostOffice(plan, maximumBacklog: 1, ports: [faxpost.port])
            var process = try await faxpost.start(mortal, environment: [CrashPoint.variable: point.rawValue])
            async let mails: Void = office.run()
            if point.isDeadlyAgain {
                var deaths = 0
                while mailServer.mails.isEmpty {
                    let mortal = process
                    try await eventually("it dies, or the sender is told") {
                        mortal.ending != nil || !mailServer.mails.isEmpty
                    }
                    guard let ending = mortal.ending else { break }
                    #expect(ending == .killed(signal: SIGKILL))
                    deaths += 1
                    // What was asked comes first, again; then what comes after that.
                    process = try await faxpost.start(
                        .spool, environment: [CrashPoint.variable: "\(point.rawValue):2"])
                }
                // That the sender was told is a hand-off, too, unless it came with what was asked again.
                _ = try? await process.ended(within: .seconds(2))
                if process.ending == nil { try await process.stop() }
                #expect(deaths >= CrashPoint.fewestDeaths)
            } else {
                #expect(try await process.ended() == .killed(signal: SIGKILL))
            }
            try await faxpost.start(mortal)
            try await mails
            let receipt = try #require(office.receipts[0])
            let job = JobID(order: receipt.order, number: 1)
            try await faxpost.settled(job)
            evidence = try await self.evidence(faxpost, office)
        }
        return try #require(evidence)
    }

    private func evidence(_ faxpost: Faxpost, _ office: PostOffice) async throws -> Evidence {
        let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs
        var histories: [JobHistory] = []
        for job in jobs { histories.append(try await faxpost.client.query(.job(job.id), as: JobHistory.self)) }
        return Evidence(
            plan: plan, receipts: office.receipts, histories: histories,
            queue: try await faxpost.client.query(.queue, as: QueueReport.self), calls: exchange.records.all,
            notifications: mailServer.mails.compactMap { Notification($0) }, disturbances: [], logs: faxpost.logs)
    }
}
