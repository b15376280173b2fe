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

    /// Looks after the store in `directory`.
    func maintenance(of directory: URL) -> any StoreMaintenance {
        switch self {
        case .sqlite: SQLiteMaintenance(directory: directory)
        }
    }

    /// Bytes up to which a store keeps a document beside its rows, where it makes a difference.
    static let largestEmbedded = SQLiteStore.largestEmbedded
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

    /// Adds a task: ready, or delayed where it is not due; with what `change` makes of it.
    @discardableResult
    func insert(
        _ task: NewTask, at time: Date = time, _ change: (inout TaskRecord) -> Void = { _ in }
    ) throws -> TaskID {
        var record = TaskRecord(task, flow: .sample, at: time)
        if record.due > time { record.move(to: .delayed) }
        change(&record)
        return try commit { [record] in try $0.insert(record, payload: task.payload, leasedTo: nil) }
    }

    /// Leases ready tasks to worker `a`, under the tokens in their order: the urgent first.
    @discardableResult
    func lease(_ tokens: UInt64..., stage: Stage = .render, lane: Lane = .default) throws -> [LeasedTask] {
        try commit { transaction in
            var tasks: [QueuedTask] = []
            for priority in Priority.allCases {
                let taskClass = TaskClass(station: Station(stage: stage, lane: lane), priority: priority)
                tasks += try transaction.ready(in: taskClass, limit: tokens.count)
            }
            return try zip(tasks, tokens).map { task, token in
                try transaction.lease(task.id, to: .a(token))
                return LeasedTask(task, token: LeaseToken(rawValue: token))
            }
        }
    }

    /// Ends a task's lease with what `change` makes of it.
    func write(
        _ lease: LeaseReference, checkpoint: [UInt8]? = nil, _ change: (inout TaskRecord) -> Void
    ) throws {
        try commit { transaction in
            guard var record = try transaction.leases().first(where: { $0.reference == lease })?.record else {
                throw StoreError(description: "the test's lease is over")
            }
            change(&record)
            try transaction.write(record, of: lease.task, checkpoint: checkpoint)
        }
    }

    /// What is known of the task, if it is leased under that token now; else `nil`.
    func record(of lease: LeaseReference) throws -> TaskRecord? {
        try commit { try $0.leases() }.first { $0.reference == lease }?.record
    }

    func history(of job: JobID) throws -> JobHistory? {
        try commit { try $0.history(of: job) }
    }

    /// Tasks in the store.
    func count() throws -> Int {
        try commit { try $0.counts() }.reduce(0) { $0 + $1.count }
    }
}

extension Flow {
    static let sample = Flow(sender: "ann@example.com")
}

extension TaskClass {
    /// The normal tasks of the default lane of a stage.
    static func normal(_ stage: Stage = .render) -> TaskClass {
        TaskClass(station: Station(stage: stage, lane: .default), priority: .normal)
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

    /// The order of this number, from 1.
    static func numbered(_ number: Int) -> OrderID { OrderID(rawValue: UInt64(number)) }
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
        order: OrderID = .sample, job: Int? = nil, notBefore: Date? = nil, expires: Date? = nil,
        to number: String? = nil
    ) -> NewTask {
        NewTask(
            stage: stage, lane: lane, priority: priority, order: order,
            job: job.map { JobID(order: order, number: $0) }, notBefore: notBefore, expires: expires,
            destination: number.flatMap(FaxNumber.init), payload: Array(name.utf8))
    }
}

extension LeasedTask {
    /// The name that `NewTask.named` gave it.
    var name: String { String(decoding: payload, as: UTF8.self) }
}
