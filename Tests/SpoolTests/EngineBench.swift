import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline
import TestSupport

@testable import spool

/// A spool's engine in virtual time, over a store in a folder of its own. What it sends is collected by worker.
final class EngineBench {
    /// Makes the store fail.
    let fault = FaultyStore.Fault()
    /// The settings of the engine, and of the next one after a restart.
    private(set) var settings: SpoolSettings
    /// The limits of groups of lines.
    private let lineGroups: [LineGroupSettings]
    private(set) var now: Moment
    private(set) var engine: SpoolEngine
    private var store: SQLiteStore
    /// The tasks that the workers were given and no test has taken.
    private var leased: [(worker: String, task: LeasedTask)] = []
    private(set) var events: [SpoolEvent] = []
    /// What the workers were told unasked, about tasks in hand and lines.
    private(set) var words: [(worker: String, word: WorkerWord)] = []
    let folder: TemporaryFolder
    private let start = ContinuousClock.now

    /// An engine that has just started, by default without limits that a test would meet by chance, and with a call for each
    /// fax.
    ///
    /// - Parameter configuration: YAML of section `spool` and `line-groups`.
    init(
        lease: Duration = .seconds(30), maximumDepth: Int = 1_000_000, minimumFreeDisk: ByteCount = ByteCount(0),
        maximumLosses: Int = 5, configuration: String = "spool: {}"
    ) throws {
        folder = try TemporaryFolder()
        let all = try Configuration(text: configuration, file: "faxpost.yaml")
        var settings = all.spool
        lineGroups = all.lineGroups
        settings.directory = folder.url.path
        settings.lease = lease
        settings.maximumDepth = maximumDepth
        settings.minimumFreeDisk = minimumFreeDisk
        settings.maximumLosses = maximumLosses
        if !configuration.contains("faxes-per-call") { settings.faxesPerCall = 1 }
        self.settings = settings
        now = Moment(wall: StoreBench.time, steady: start)
        store = try SQLiteStore(directory: folder.url)
        engine = try Self.engine(FaultyStore(base: store, fault: fault), settings, lineGroups, now)
    }

    private static func engine(
        _ store: FaultyStore, _ settings: SpoolSettings, _ lineGroups: [LineGroupSettings], _ now: Moment
    ) throws -> SpoolEngine {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try SpoolEngine(
            store: store, settings: settings, lineGroups: lineGroups, logger: logger, now: now)
    }

    /// The spool is killed, and starts again; with another setting where one is given.
    func restart(minimumFreeDisk: ByteCount? = nil) throws {
        settings.minimumFreeDisk = minimumFreeDisk ?? settings.minimumFreeDisk
        store = try SQLiteStore(directory: folder.url)
        engine = try Self.engine(FaultyStore(base: store, fault: fault), settings, lineGroups, now)
    }

    /// Time passes on both clocks; the engine is called as its server calls it, but for the end.
    func pass(_ duration: Duration) {
        let step = settings.lease / 10
        var rest = duration
        while rest > step {
            stall(step)
            rest -= step
            _ = process([])
        }
        stall(rest)
    }

    /// Time passes on both clocks, without the engine being called.
    func stall(_ duration: Duration) {
        now.wall = now.wall.addingTimeInterval(duration / .seconds(1))
        now.steady += duration
    }

    /// Somebody sets the wall's clock.
    func setClock(_ seconds: TimeInterval) {
        now.wall = now.wall.addingTimeInterval(seconds)
    }

    /// Time passes, and the engine is called at its end.
    func tick(after duration: Duration = .zero) {
        pass(duration)
        _ = process([])
    }

    /// The engine is given a batch.
    ///
    /// - Returns: the answers in the order of the requests. Tasks that were leased are collected.
    @discardableResult
    func process(_ batch: [(worker: String, request: Request)], isAll: Bool = true) -> [Response] {
        let incoming = batch.enumerated().map { index, element in
            SpoolEngine.Incoming(
                worker: .named(element.worker), number: UInt64(index + 1), request: .success(element.request))
        }
        return collect(engine.process(incoming, isAll: isAll, now: now))
    }

    /// The engine is given something that is no request.
    func misread(_ error: SpoolError, from worker: String = "a") -> [Response] {
        let incoming = SpoolEngine.Incoming(
            worker: .named(worker), number: 1, request: .failure(error))
        return collect(engine.process([incoming], isAll: true, now: now))
    }

    /// The engine is told that a lease did not reach its worker.
    func undeliverable(_ task: LeasedTask, to worker: String) {
        let message = Batch.Outgoing(
            worker: .named(worker), number: 0, response: .leased(task))
        _ = collect(engine.undeliverable(message, now: now))
    }

    private func collect(_ effects: Batch.Effects) -> [Response] {
        events += effects.events
        var answers: [Response] = []
        for message in effects.messages {
            let worker = String(decoding: message.worker.bytes, as: UTF8.self)
            switch (message.number, message.response) {
            case (0, .leased(let task)): leased.append((worker, task))
            case (0, .readied(let word)): words.append((worker, word))
            default: answers.append(message.response)
            }
        }
        return answers
    }

    /// One request.
    @discardableResult
    func ask(_ request: Request, from worker: String = "a") -> Response? {
        process([(worker, request)]).first
    }

    /// A worker says that it is ready.
    ///
    /// - Returns: the leases that it lost.
    @discardableResult
    func ready(
        _ worker: String, _ tasks: Int, stage: Stage = .render, lane: Lane = .default, holding: [LeasedTask] = []
    ) -> [TaskID]? {
        word(to: worker, tasks, stage: stage, lane: lane, holding: holding)?.over
    }

    /// A worker says that it is ready.
    ///
    /// - Returns: what it is told.
    func word(
        to worker: String, _ tasks: Int, stage: Stage = .render, lane: Lane = .default, holding: [LeasedTask] = [],
        lines: [LineStatus] = []
    ) -> WorkerWord? {
        let readiness = Readiness(
            stage: stage, capacities: [.init(lane: lane, tasks: tasks)], held: holding.map(\.lease), lines: lines)
        guard case .readied(let word)? = ask(.ready(readiness), from: worker) else { return nil }
        return word
    }

    /// Hands in an order of these tasks.
    @discardableResult
    func submit(
        _ tasks: NewTask..., order: OrderID = .sample, sender: String = "", updates: [JobUpdate] = []
    ) -> Response? {
        ask(.submit(Submission(order: order, sender: sender, tasks: tasks, updates: updates)), from: "ingest")
    }

    /// An operator has something done.
    ///
    /// - Throws: the refusal.
    @discardableResult
    func command(_ command: Command) throws -> CommandReport {
        switch ask(.command(command), from: "faxctl") {
        case .answer(let json)?: return try ReportCoding.decode(CommandReport.self, from: json)
        case .refused(let error)?: throw error
        case let other: throw SpoolError(.malformed, "\(String(describing: other)) is no answer to a command")
        }
    }

    /// An operator asks.
    ///
    /// - Throws: the refusal.
    func report<Report: Decodable>(_ query: Query, _ type: Report.Type) throws -> Report {
        switch ask(.query(query), from: "faxctl") {
        case .answer(let json)?: return try ReportCoding.decode(type, from: json)
        case .refused(let error)?: throw error
        case let other: throw SpoolError(.malformed, "\(String(describing: other)) is no answer to a query")
        }
    }

    @discardableResult
    func complete(_ task: LeasedTask, _ verdict: Verdict = .done, from worker: String = "a") -> Response? {
        ask(.complete(task.lease, Completion(verdict)), from: worker)
    }

    /// The tasks that `worker` was given since the last look.
    func given(_ worker: String) -> [LeasedTask] {
        defer { leased.removeAll { $0.worker == worker } }
        return leased.filter { $0.worker == worker }.map(\.task)
    }

    /// What can be read in the store.
    func read<Value>(_ body: (any SpoolTransaction) throws -> Value) throws -> Value {
        try store.commit(body)
    }

    /// The job's history.
    func history(of job: JobID = .sample) throws -> JobHistory? {
        try read { try $0.history(of: job) }
    }

    /// Queue depths of a stage's default lane; that they are those of the store is checked.
    func depth(_ stage: Stage = .render, lane: Lane = .default) throws -> QueueReport.Depth {
        let stored = try read { try $0.counts() }
        for (station, state, count) in stored where engine.queue.depths.count(at: station, state) != count {
            throw SpoolError(.malformed, "\(count) tasks are \(state) at \(station), and counted otherwise")
        }
        guard stored.reduce(0, { $0 + $1.count }) == engine.depth else {
            throw SpoolError(.malformed, "more tasks are counted than there are")
        }
        return try report(.queue, QueueReport.self).depths.first { $0.stage == stage && $0.lane == lane }
            ?? QueueReport.Depth(stage: stage, lane: lane)
    }
}

extension Response {
    /// The class of a refusal; `nil` for anything else.
    var refusal: SpoolError.Code? {
        if case .refused(let error) = self { error.code } else { nil }
    }
}

extension Failure {
    static let busy = Failure(EnhancedStatusCode(4, 2, 1), "The line is busy.")
}
