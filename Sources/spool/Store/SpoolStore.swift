import FaxModel
import Foundation
import Pipeline

/// Where the spool keeps everything: tasks, documents, history. The engine above knows this protocol only, never the
/// database behind it; one conformance suite runs on every store.
protocol SpoolStore {
    /// Runs `body` in one transaction.
    ///
    /// - Returns: what `body` returned, once all that it wrote is on disk.
    /// - Throws: what `body` threw, or `StoreError`; nothing of what it wrote is then kept.
    func commit<Result>(_ body: (any SpoolTransaction) throws -> Result) throws -> Result
}

/// What can be done within one transaction of a store. Times are the caller's: a store reads no clock.
protocol SpoolTransaction: TaskTransaction, DocumentTransaction, HistoryTransaction {}

/// The queue.
protocol TaskTransaction {
    /// Adds a task: ready when its time comes.
    func insert(_ task: NewTask, at time: Date) throws -> TaskID

    /// Where the task of this lease is, if the token is the one that stands beside the task now; else `nil`.
    func place(of lease: LeaseReference) throws -> TaskPlace?

    /// Takes the task away for good.
    func remove(_ task: TaskID) throws

    /// Ends the task's lease and makes it ready.
    func putBack(_ task: TaskID, _ cause: PutBack) throws

    /// Ends the task's lease and keeps it for the operator.
    func setAside(_ task: TaskID, as state: SetAside, reason: String) throws

    /// Keeps how far the task has come.
    func setCheckpoint(_ task: TaskID, _ state: [UInt8]) throws

    /// Leases ready tasks of a lane, one a slot: the urgent first, then the longest due.
    ///
    /// - Returns: the tasks in the order of their slots; fewer where fewer are ready.
    func lease(stage: Stage, lane: Lane, to slots: [LeaseSlot], now: Date) throws -> [LeasedTask]

    /// When the next delayed task of the lane is due; `nil` when none is delayed.
    func nextDue(stage: Stage, lane: Lane, after now: Date) throws -> Date?

    /// All leases: what is known of them after a restart.
    func leases() throws -> [StoredLease]

    /// Makes failed and corrupt tasks ready again: those of one job, or all.
    ///
    /// - Returns: where they are.
    func restore(job: JobID?, at time: Date) throws -> [TaskPlace]

    /// Tasks in the queue, whatever their state.
    func taskCount() throws -> Int

    /// Depths by stage and lane, those without tasks left out.
    func depths(now: Date) throws -> [QueueReport.Depth]
}

/// The documents.
protocol DocumentTransaction {
    /// Keeps a document. One that is there already stays as it is.
    func insert(_ document: NewDocument, at time: Date) throws

    /// Keeps the document that is in `file`, which is complete and moves into the store.
    func adopt(_ file: URL, digest: DocumentDigest, byteCount: Int, at time: Date) throws

    /// Whether the document is there, whole.
    func has(_ digest: DocumentDigest) throws -> Bool

    /// A piece of a document, and the size of the whole; `nil` when there is no such document.
    ///
    /// - Throws: `StoreError` when the document is known and its bytes are gone.
    func read(_ digest: DocumentDigest, offset: Int, count: Int) throws -> (total: Int, bytes: [UInt8])?
}

/// The history.
protocol HistoryTransaction {
    /// The fingerprint of the submission that brought the order; `nil` when the order is not known.
    func fingerprint(of order: OrderID) throws -> UInt64?

    /// Notes a new order and the fingerprint of its submission. One that is known stays as it is.
    func insertOrder(_ order: OrderID, fingerprint: UInt64, at time: Date) throws

    /// Writes news of a job; one that is not known yet begins here.
    ///
    /// - Parameter stage: the stage whose worker said so; `nil` for `ingest`, the spool and the operator.
    func apply(_ update: JobUpdate, stage: Stage?, at time: Date) throws

    /// The jobs of an order that nothing final has become of.
    func openJobs(of order: OrderID) throws -> [JobID]

    /// The newest jobs; those of one state, or of one order, where asked.
    func jobs(state: JobState?, order: OrderID?, limit: Int) throws -> [JobRecord]

    /// Everything about a job; `nil` when there is no such job.
    func history(of job: JobID, now: Date) throws -> JobHistory?
}

/// Names a worker's connection: the routing id that its socket chose.
struct WorkerID: Hashable, Sendable {
    var bytes: [UInt8]
}

/// A place that a worker has for a task, and the token under which it would hold it.
struct LeaseSlot: Hashable, Sendable {
    var worker: WorkerID
    var token: LeaseToken
}

/// Where a task is, and for whom it works.
struct TaskPlace: Hashable, Sendable {
    var stage: Stage
    var lane: Lane
    var order: OrderID
    var job: JobID?
    /// Leases that were lost so far.
    var losses: Int
}

/// A lease as the store has it.
struct StoredLease: Hashable, Sendable {
    var reference: LeaseReference
    var worker: WorkerID
    var stage: Stage
    var lane: Lane
}

/// Why a lease ended with the task going back.
enum PutBack: Hashable, Sendable {
    /// The worker wants it tried again at `due`, by plan.
    case retry(due: Date, reason: String, checkpoint: [UInt8]?)
    /// The worker failed at it; it is tried again at `due`.
    case trouble(due: Date, reason: String, checkpoint: [UInt8]?)
    /// The worker handed it back untouched.
    case released
    /// The worker was not heard of any more.
    case lost
}

/// Why a task waits for the operator.
enum SetAside: Int, Hashable, Sendable {
    case failed = 2
    case corrupt = 3
}

/// The store could not do what was asked: the disk is full or broken, or a document's bytes are gone.
struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    var description: String
    /// Whether a document's bytes are gone: asking again will not bring them back.
    var isLoss = false
}
