import FaxModel
import Foundation
import Pipeline

/// Where the spool keeps everything: tasks, documents, history. The engine above knows this protocol only, never the
/// database behind it; one conformance suite runs on every store.
///
/// A store keeps and finds; what becomes of a task is the engine's decision.
protocol SpoolStore {
    /// Runs `body` in one transaction.
    ///
    /// - Returns: what `body` returned, once all that it wrote is on disk.
    /// - Throws: what `body` threw, or `StoreError`; nothing of what it wrote is then kept. A task that can't be read is laid aside,
    ///   so that it stands in nobody's way: its jobs wait for the operator, and the error is one that is mended.
    func commit<Result>(_ body: (any SpoolTransaction) throws -> Result) throws -> Result
}

/// What can be done within one transaction of a store. Times are the caller's: a store reads no clock.
protocol SpoolTransaction:
    TaskTransaction, DocumentTransaction, HistoryTransaction, OperatorTransaction, HousekeepingTransaction
{}

/// The queue.
protocol TaskTransaction {
    /// Adds a task.
    ///
    /// - Parameter slot: who holds it from the beginning, where it is leased; else `nil`.
    func insert(_ record: TaskRecord, payload: [UInt8], leasedTo slot: LeaseSlot?) throws -> TaskID

    /// Replaces what is known of a task, which ends its lease, and its checkpoint where one is given.
    func write(_ record: TaskRecord, of task: TaskID, checkpoint: [UInt8]?) throws

    /// Keeps how far the task has come.
    func setCheckpoint(_ task: TaskID, _ state: [UInt8]) throws

    /// Replaces what a task's worker reads.
    func setPayload(_ task: TaskID, _ payload: [UInt8]) throws

    /// Leases a ready task.
    func lease(_ task: TaskID, to slot: LeaseSlot) throws

    /// Takes the task away for good.
    func remove(_ task: TaskID) throws

    /// The ready tasks of a class by turn, then by age: `limit` at the most.
    func ready(in taskClass: TaskClass, limit: Int) throws -> [QueuedTask]

    /// Since when the ready task of a class has been ready that has been so for longest; `nil` when none is.
    func readySince(in taskClass: TaskClass) throws -> Date?

    /// The lowest turn of the ready, blocked and delayed tasks of a class; `nil` when there are none.
    func firstTurn(in taskClass: TaskClass) throws -> Int64?

    /// The ready and blocked tasks of a class that call `number`, by turn, then by age: `limit` at the most.
    func waiting(for number: FaxNumber, in taskClass: TaskClass, limit: Int) throws -> [QueuedTask]

    /// The first, by turn, of the tasks of a class that are blocked behind `gate`.
    func first(behind gate: Gate, in taskClass: TaskClass) throws -> FiledTask?

    /// The choices of lanes that ready tasks have.
    func choices() throws -> Set<LaneChoice>

    /// The ready tasks that have this choice, and have been ready since `time` or longer, the longest ready first: `limit` at the most.
    func offered(_ choice: LaneChoice, since time: Date, limit: Int) throws -> [FiledTask]

    /// Since when the ready task has been ready that has been so for longest, among those that have this choice; `nil` when there are
    /// none.
    func offeredSince(_ choice: LaneChoice) throws -> Date?

    /// The gates that tasks are blocked behind.
    func gates() throws -> Set<Gate>

    /// The delayed tasks that are due by now, the longest due first: `limit` at the most.
    func due(by now: Date, limit: Int) throws -> [FiledTask]

    /// When the first delayed task is due; `nil` when none is delayed.
    func nextDue() throws -> Date?

    /// The waiting tasks whose time is over: `limit` at the most.
    func expired(by now: Date, limit: Int) throws -> [FiledTask]

    /// All tasks of an order.
    func tasks(of order: OrderID) throws -> [FiledTask]

    /// The tasks of a job, and of its whole order, the oldest first.
    func tasks(ofJob job: JobID) throws -> [FiledTask]

    /// The failed and corrupt tasks.
    func tasksSetAside() throws -> [FiledTask]

    /// The wall's clock, which showed `time`, was set by so many seconds: what was to come after a while does so after that
    /// while all the same, and what has waited for a while has waited for as long. (Tasks that were tried before and wait, or
    /// whose time has come, and the time limits that the spool has counted itself.) A time of day that a sender has given
    /// stays what it is, and so does the limit that is counted from it.
    func shiftTimes(by seconds: TimeInterval, from time: Date) throws

    /// No task has a time limit any more.
    func forgetTimeLimits() throws

    /// All leases.
    func leases() throws -> [StoredLease]

    /// How many tasks there are, by station and state.
    func counts() throws -> [(station: Station, state: TaskState, count: Int)]
}

/// The documents.
protocol DocumentTransaction {
    /// Keeps a document. One that is there already stays as it is, and is as young as a new one.
    func insert(_ document: NewDocument, at time: Date) throws

    /// Keeps the document that is in `file`, which is complete and moves into the store.
    func adopt(_ file: URL, digest: DocumentDigest, byteCount: Int, at time: Date) throws

    /// Whether the document is there, whole. One that is becomes as young as a new one.
    func touch(_ digest: DocumentDigest, at time: Date) throws -> Bool

    /// A piece of a document, and the size of the whole; `nil` when there is no such document.
    ///
    /// - Throws: `StoreError` when the document is known and its bytes are gone.
    func read(_ digest: DocumentDigest, offset: Int, count: Int) throws -> (total: Int, bytes: [UInt8])?

    /// Gives a document a name, in place of the one that had it; `nil` takes the name away. A document that has a name is not thrown
    /// away.
    func publish(_ document: PublishedDocument?, as name: String, at time: Date) throws

    /// The document that has this name; `nil` where none has.
    func publication(_ name: String) throws -> Publication?
}

/// The history.
protocol HistoryTransaction {
    /// The fingerprint of the submission that brought the order; `nil` when the order is not known.
    func fingerprint(of order: OrderID) throws -> UInt64?

    /// The newest order with this key for duplicates that was stored at `since` or later; `nil` when there is none.
    func order(duplicateKey: UInt64, since: Date) throws -> OrderID?

    /// Notes a new order, the fingerprint of its submission, and its key for duplicates. One that is known stays as it is.
    func insertOrder(_ order: OrderID, fingerprint: UInt64, duplicateKey: UInt64?, at time: Date) throws

    /// Puts the pages of a job to an account. Once more changes nothing.
    func insertCharge(_ charge: Charge) throws

    /// The pages of jobs of orders accepted from `since` on that were put to an account: those that were confirmed, and of jobs
    /// that have not ended all, or one where they are not made yet.
    func pages(of account: String, since: Date) throws -> Int

    /// Where a job stands; `nil` when it is not known, or what is written can't be read.
    func state(of job: JobID) throws -> JobState?

    /// Writes news of a job; one that is not known yet begins here.
    ///
    /// - Parameter stage: the stage whose worker said so; `nil` for `ingest`, the spool and the operator.
    func apply(_ update: JobUpdate, stage: Stage?, at time: Date) throws

    /// The jobs of an order that nothing final has become of.
    func openJobs(of order: OrderID) throws -> [JobID]

    /// Takes the reports of an order's jobs that wait to be told together, where none of its jobs goes on but those that are set aside: they
    /// do not wait any more. By the jobs' numbers; none where one goes on.
    func takeReports(of order: OrderID) throws -> [GatheredReports.Entry]

    /// The orders of which reports wait to be told together.
    func ordersWithWaitingReports() throws -> [OrderID]

    /// The newest jobs; those of one state, or of one order, where asked. Of no state in particular: all but calls that brought no fax. Of
    /// state `setAside`: also those that have a task which is set aside, whatever has become of themselves.
    func jobs(state: JobState?, order: OrderID?, limit: Int) throws -> [JobRecord]

    /// The newest jobs that are looked for, among so many that come next; those of state `setAside` as by `jobs`.
    func find(_ search: JobSearch, among count: Int) throws -> JobList

    /// What went over the line in a call; `nil` when nothing is kept of it.
    func call(_ id: CallID) throws -> CallLog?

    /// What has become of a job; `nil` when there is no such job.
    func job(_ id: JobID) throws -> JobRecord?

    /// Everything about a job; `nil` when there is no such job.
    func history(of job: JobID) throws -> JobHistory?

    /// Jobs accepted from `since` on and before `until`, after `after`, with their calls, oldest first.
    func accounts(since: Date, until: Date, after: JobID?, limit: Int) throws -> [Accounts.Entry]
}

/// What the operator, and calls, have said.
protocol OperatorTransaction {
    /// What was said of jobs.
    func controls() throws -> [JobID: JobControl]

    /// Keeps what was said of a job; `nil` when all is taken back, or the job has ended.
    func setControl(_ control: JobControl?, of job: JobID) throws

    /// Where the flow of work is stopped.
    func pauses() throws -> Set<PauseTarget>

    /// Keeps that it is stopped there, or is not.
    func setPause(_ target: PauseTarget, _ isPaused: Bool) throws

    /// What is known of numbers.
    func numbers() throws -> [FaxNumber: NumberTable.Record]

    /// Keeps what is known of a number; `nil` when nothing is.
    func setNumber(_ record: NumberTable.Record?, of number: FaxNumber) throws
}

/// What is thrown away when it has been kept long enough. Each takes a slice, so that nobody waits for it.
protocol HousekeepingTransaction {
    /// Forgets which documents belong to the jobs of orders accepted before `time`, where all of them have ended and no task
    /// is left.
    ///
    /// - Parameter limit: orders at the most; fewer where they have many jobs.
    /// - Returns: whether there may be more.
    func forgetDocuments(acceptedBefore time: Date, limit: Int) throws -> Bool

    /// Forgets orders accepted before `time` with all that is known of their jobs, where all of them have ended and no task is
    /// left.
    ///
    /// - Parameter limit: orders at the most; fewer where they have many jobs.
    /// - Returns: whether there may be more.
    func forgetOrders(acceptedBefore time: Date, limit: Int) throws -> Bool

    /// Forgets what went over the line in calls that began before `time`: `limit` of them at the most.
    ///
    /// - Returns: whether there may be more.
    func forgetCalls(before time: Date, limit: Int) throws -> Bool

    /// Looks at `limit` documents from `cursor` on, and throws away those that no job has and that are older than `time`.
    ///
    /// - Returns: where to go on, 0 for at the beginning; and how many were thrown away.
    func collectDocuments(from cursor: Int64, olderThan time: Date, limit: Int) throws -> (next: Int64, count: Int)
}
