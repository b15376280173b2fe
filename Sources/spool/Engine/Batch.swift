import FaxModel
import Foundation
import Logging
import Pipeline

/// Requests that are processed together, in one transaction of the store: what is done for them, and what follows.
struct Batch {
    /// The store's transaction.
    let transaction: any SpoolTransaction
    /// When the batch is processed.
    let now: Moment
    /// What is to be known at once, whatever becomes of the transaction.
    let logger: Logger
    /// New tasks that are ready and not yet written: where a worker has room, they are written as leased in the first place.
    var arrivals: [Arrival] = []
    /// The orders of jobs that have ended in the batch, or were set aside, or whose reports have come.
    var settledOrders: Set<OrderID> = []
    /// Messages and events, sent when the transaction is on disk.
    var effects = Effects()

    /// A new task that waits for the end of the batch: only then is known who is the most urgent.
    struct Arrival {
        var record: TaskRecord
        var payload: [UInt8]
    }

    /// A message to be sent.
    struct Outgoing: Sendable, Equatable {
        var worker: WorkerID
        /// The number of the request that it answers; 0 for what the spool says unasked.
        var number: UInt64
        var response: Response
    }

    /// What follows from a batch.
    struct Effects: Sendable {
        var messages: [Outgoing] = []
        var events: [SpoolEvent] = []
        /// Whether a fax that waited was given to another group of lines.
        var hasMoved = false
    }

    /// A worker is told something unasked.
    mutating func tell(_ worker: WorkerID, _ response: Response) {
        effects.messages.append(Outgoing(worker: worker, number: 0, response: response))
    }

    /// Writes news of jobs. Of one that was sent, has failed, was cancelled or has brought no fax no other end is taken, whoever says so, and
    /// its journal says that it was told: a result that somebody was told stays what it is.
    ///
    /// - Parameter stage: the stage whose worker said so; `nil` for `ingest`, the spool and the operator.
    /// - Returns: the jobs of which such news was not taken: nobody is to be told of it.
    @discardableResult
    mutating func apply(_ updates: [JobUpdate], stage: Stage?) throws -> Set<JobID> {
        var refused: Set<JobID> = []
        for var update in updates {
            if let state = update.state, let old = try transaction.state(of: update.job), !old.permits(state) {
                let teller = stage?.rawValue ?? "the spool"
                logger.error("Job \(update.job) is \(old.rawValue), and \(teller) says that it is \(state.rawValue)")
                if old.hasEnded {
                    let words = update.event.map { ": \($0)" } ?? "."
                    update = JobUpdate(
                        job: update.job, attempt: update.attempt,
                        event: "It stays \(old.rawValue); \(teller) says that it is \(state.rawValue)\(words)")
                    refused.insert(update.job)
                }
            }
            try transaction.apply(update, stage: stage, at: now.wall)
            if update.state?.hasEnded == true || update.state == .setAside
                || update.documents?[JobReport.waitingRole] != nil
            {
                settledOrders.insert(update.job.order)
            }
            effects.events.append(.job(update.job, update.state, update.event, at: now.wall))
        }
        return refused
    }

    /// The jobs that the task works for and that have not ended.
    func jobs(of record: TaskRecord) throws -> [JobID] {
        try record.job.map { [$0] } ?? transaction.openJobs(of: record.order)
    }

    /// Writes a line into the journal of every job that the task works for.
    mutating func note(_ event: String, _ record: TaskRecord) throws {
        try apply(try jobs(of: record).map { JobUpdate(job: $0, event: event) }, stage: nil)
    }

    /// Says that the task has moved.
    mutating func publish(_ move: SpoolEvent.Move, _ record: TaskRecord) {
        effects.events.append(.task(move, record.stage, record.lane, record.order, record.job, at: now.wall))
    }
}
