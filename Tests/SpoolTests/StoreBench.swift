import FaxModel
import Foundation
import Pipeline
import TestSupport

@testable import spool

/// Every store that there is: the conformance suite runs on each. A further one is added here and nowhere else.
enum TestedStore: CaseIterable, Sendable {
    case sqlite

    /// Opens the store in `directory`, and makes it where there is none.
    func open(in directory: URL) throws -> any SpoolStore {
        switch self {
        case .sqlite: try SQLiteStore(directory: directory)
        }
    }
}

/// A store under test, in a folder of its own.
final class StoreBench {
    /// The time at which tests begin.
    static let time = Date(timeIntervalSince1970: 1_800_000_000)

    let folder: TemporaryFolder
    private let kind: TestedStore
    private var store: any SpoolStore

    init(_ kind: TestedStore) throws {
        self.kind = kind
        folder = try TemporaryFolder()
        store = try kind.open(in: folder.url)
    }

    /// Opens the store again, as after a restart.
    func reopen() throws {
        store = try kind.open(in: folder.url)
    }

    func commit<Result>(_ body: (any SpoolTransaction) throws -> Result) throws -> Result {
        try store.commit(body)
    }

    /// Adds a task.
    @discardableResult
    func insert(_ task: NewTask, at time: Date = time) throws -> TaskID {
        try commit { try $0.insert(task, at: time) }
    }

    /// Leases tasks to worker `a`, under the tokens in their order.
    func lease(
        _ tokens: UInt64..., stage: Stage = .render, lane: Lane = .default, now: Date = time
    ) throws -> [LeasedTask] {
        try commit { try $0.lease(stage: stage, lane: lane, to: tokens.map { .a($0) }, now: now) }
    }

    func place(of lease: LeaseReference) throws -> TaskPlace? {
        try commit { try $0.place(of: lease) }
    }

    func history(of job: JobID, now: Date = time) throws -> JobHistory? {
        try commit { try $0.history(of: job, now: now) }
    }
}

extension LeaseSlot {
    /// A place of worker `a`.
    static func a(_ token: UInt64) -> LeaseSlot {
        LeaseSlot(worker: .named("a"), token: LeaseToken(rawValue: token))
    }
}

extension WorkerID {
    static func named(_ name: String) -> WorkerID { WorkerID(bytes: Array(name.utf8)) }
}

extension OrderID {
    static let sample = OrderID(rawValue: 1)
}

extension JobID {
    static let sample = JobID(order: .sample, number: 1)
}

extension Date {
    /// So many seconds after the tests' time.
    static func after(_ seconds: TimeInterval) -> Date { StoreBench.time.addingTimeInterval(seconds) }
}

extension NewTask {
    /// A task with its name as payload.
    static func named(
        _ name: String, stage: Stage = .render, lane: Lane = .default, priority: Priority = .normal,
        order: OrderID = .sample, job: Int? = nil, notBefore: Date? = nil
    ) -> NewTask {
        NewTask(
            stage: stage, lane: lane, priority: priority, order: order,
            job: job.map { JobID(order: order, number: $0) }, notBefore: notBefore, payload: Array(name.utf8))
    }
}

extension LeasedTask {
    /// The name that `NewTask.named` gave it.
    var name: String { String(decoding: payload, as: UTF8.self) }
}
