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
    private(set) var now: Moment
    private(set) var engine: SpoolEngine<FaultyStore>
    /// The tasks that the workers were given and no test has taken.
    private var leased: [(worker: String, task: LeasedTask)] = []
    private(set) var events: [SpoolEvent] = []
    let folder: TemporaryFolder
    private let start = ContinuousClock.now

    /// An engine that has just started, by default without limits that a test would meet by chance.
    init(
        lease: Duration = .seconds(30), maximumDepth: Int = 1_000_000, minimumFreeDisk: ByteCount = ByteCount(0),
        maximumLosses: Int = 5
    ) throws {
        folder = try TemporaryFolder()
        var settings = try Configuration(text: "spool: { lease: 30s }", file: "faxpost.yaml").spool
        settings.directory = folder.url.path
        settings.lease = lease
        settings.maximumDepth = maximumDepth
        settings.minimumFreeDisk = minimumFreeDisk
        settings.maximumLosses = maximumLosses
        self.settings = settings
        now = Moment(wall: StoreBench.time, steady: start)
        engine = try Self.engine(settings, fault, now)
    }

    private static func engine(
        _ settings: SpoolSettings, _ fault: FaultyStore.Fault, _ now: Moment
    ) throws -> SpoolEngine<FaultyStore> {
        let store = FaultyStore(base: try SQLiteStore(directory: URL(filePath: settings.directory)), fault: fault)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try SpoolEngine(store: store, settings: settings, logger: logger, now: now)
    }

    /// The spool is killed, and starts again; with another setting where one is given.
    func restart(minimumFreeDisk: ByteCount? = nil) throws {
        settings.minimumFreeDisk = minimumFreeDisk ?? settings.minimumFreeDisk
        engine = try Self.engine(settings, fault, now)
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
            SpoolEngine<FaultyStore>.Incoming(
                worker: .named(element.worker), number: UInt64(index + 1), request: .success(element.request))
        }
        return collect(engine.process(incoming, isAll: isAll, now: now))
    }

    /// The engine is given something that is no request.
    func misread(_ error: SpoolError, from worker: String = "a") -> [Response] {
        let incoming = SpoolEngine<FaultyStore>.Incoming(
            worker: .named(worker), number: 1, request: .failure(error))
        return collect(engine.process([incoming], isAll: true, now: now))
    }

    /// The engine is told that a lease did not reach its worker.
    func undeliverable(_ task: LeasedTask, to worker: String) {
        let message = SpoolEngine<FaultyStore>.Outgoing(
            worker: .named(worker), number: 0, response: .leased(task))
        _ = collect(engine.undeliverable(message, now: now))
    }

    private func collect(_ effects: SpoolEngine<FaultyStore>.Effects) -> [Response] {
        events += effects.events
        var answers: [Response] = []
        for message in effects.messages {
            if case .leased(let task) = message.response, message.number == 0 {
                leased.append((String(decoding: message.worker.bytes, as: UTF8.self), task))
            } else {
                answers.append(message.response)
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
        let readiness = Readiness(
            stage: stage, capacities: [.init(lane: lane, tasks: tasks)], held: holding.map(\.lease))
        guard case .readied(let lost)? = ask(.ready(readiness), from: worker) else { return nil }
        return lost
    }

    /// Hands in an order of these tasks.
    @discardableResult
    func submit(_ tasks: NewTask..., order: OrderID = .sample, updates: [JobUpdate] = []) -> Response? {
        ask(.submit(Submission(order: order, tasks: tasks, updates: updates)), from: "ingest")
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
        try engine.store.base.commit(body)
    }

    /// The job's history.
    func history(of job: JobID = .sample) throws -> JobHistory? {
        try read { try $0.history(of: job, now: now.wall) }
    }

    /// Queue depths of `render`'s default lane.
    func depth() throws -> QueueReport.Depth {
        try read { try $0.depths(now: now.wall) }.first { $0.stage == .render && $0.lane == .default }
            ?? QueueReport.Depth(stage: .render, lane: .default)
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
