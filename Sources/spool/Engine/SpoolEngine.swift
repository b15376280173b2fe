import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

/// The spool's decisions: what each request does to the store, who gets which task, whose lease is over.
///
/// All requests that wait are processed together in one transaction of the store, and are answered when it is on disk:
/// that is the group commit. Tasks that the batch makes ready are leased in the same transaction, so a task costs its
/// worker no further sync. Requests are checked before they touch the store; when the store itself fails, the whole
/// batch is refused, nothing of it is kept, and what is known of the store is read again from it, which has the truth.
///
/// It reads no clock and no socket: requests come in with their moment, answers and events come out.
struct SpoolEngine {
    /// A request as it came.
    struct Incoming: Sendable {
        var worker: WorkerID
        var number: UInt64
        var request: Result<Request, SpoolError>
    }

    let store: any SpoolStore
    let settings: SpoolSettings
    /// How long a fax waits for a line of its group until another group's may take it.
    let fallbackAfter: Duration
    let logger: Logger
    var workers = WorkerTable()
    var tokens = LeaseTokens()
    var uploads: Uploads
    var disk: DiskGauge
    /// The limits from which on nothing new is taken.
    var intake: IntakeLimits
    /// What the store has, as far as it is asked for all the time.
    var queue: QueueKnowledge
    private var clock: SteppingClock
    private var housekeeping = Housekeeping()
    private var nextSweep: ContinuousClock.Instant
    private var lastTurn: ContinuousClock.Instant
    /// Whether the store has failed and what is known of it is yet to be read again.
    private var mustReload = false
    /// Whether the store has failed and not worked since.
    private var isFailing = false

    /// An engine over `store`, which may hold what an earlier one left. Its leases begin anew.
    ///
    /// - Throws: `StoreError`.
    init(
        store: any SpoolStore, settings: SpoolSettings, lineGroups: [LineGroupSettings] = [],
        fallbackAfter: Duration = .seconds(60), logger: Logger, now: Moment
    ) throws {
        self.store = store
        self.settings = settings
        self.fallbackAfter = fallbackAfter
        self.logger = logger
        let directory = URL(filePath: settings.directory)
        uploads = try Uploads(directory: directory.appending(path: "incoming"))
        disk = DiskGauge(directory: directory)
        intake = IntakeLimits(settings)
        clock = SteppingClock(now)
        nextSweep = now.steady
        lastTurn = now.steady
        queue = try Self.knowledge(of: store, settings, groups: LineGroupTable(lineGroups), logger, now: now)
    }

    /// Tasks in the queue.
    var depth: Int { queue.depths.total }

    /// Processes what came, and what time has brought.
    ///
    /// - Parameter isAll: whether nothing else waits. No lease ends while a heartbeat may still wait to be heard.
    mutating func process(_ requests: [Incoming], isAll: Bool, now: Moment) -> Batch.Effects {
        let store = store
        forgiveSilence(now)
        do {
            if mustReload { try reload(now: now) }
            clock.look(at: now)
            let effects = try store.commit { transaction in
                var batch = Batch(transaction: transaction, now: now, logger: logger)
                try followClock(&batch)
                for incoming in requests {
                    let response = try answer(incoming, &batch)
                    batch.effects.messages.append(
                        Batch.Outgoing(worker: incoming.worker, number: incoming.number, response: response))
                }
                let isSwept = try isAll && sweep(&batch)
                try promote(&batch)
                try gatherReports(&batch)
                try settleArrivals(&batch)
                // Only now: an order is not over while a task of it is in the batch, and not yet in the store.
                if isSwept { try housekeeping.turn(batch.transaction, settings, batch.now) }
                try schedule(&batch)
                // Should what came after the arrivals have ended a job or made a task: it waits for the next batch, and is not lost.
                try gatherReports(&batch)
                try fileArrivals(&batch)
                return batch.effects
            }
            clock.followed()
            if isFailing { logger.notice("The store works again") }
            isFailing = false
            return effects
        } catch {
            if !isFailing || !requests.isEmpty {
                logger.critical("The store failed; \(requests.count) requests are refused: \(error)")
            }
            isFailing = true
            return refuse(requests, because: error, now: now)
        }
    }

    /// A worker could not be reached with this message: where it was a task, it goes to another one, with its companions.
    mutating func undeliverable(_ message: Batch.Outgoing, now: Moment) -> Batch.Effects {
        guard case .leased(let task) = message.response else { return Batch.Effects() }
        workers.forget(message.worker)
        let releases = task.leases.map { lease in
            Incoming(
                worker: message.worker, number: 0, request: .success(.complete(lease, Completion(.released))))
        }
        var effects = process(releases, isAll: false, now: now)
        effects.messages.removeAll { $0.number == 0 && $0.response == .accepted }
        return effects
    }

    /// How long to wait for requests at the longest: until a task is due or leases are to be looked through. Never over a
    /// second while tasks wait for a time of day, because the wall's clock may be set.
    func patience(now: Moment) -> Duration {
        // What could not be done is tried again, and not at once.
        guard !isFailing else { return .seconds(1) }
        guard !queue.hasMore, !queue.gates.hasChanged, queue.barred.isEmpty else { return .zero }
        var patience = max(.zero, nextSweep - now.steady)
        let nextRest = queue.gates.isEmpty ? nil : queue.numbers.nextEnd
        for time in [queue.agenda.nextDue, nextRest, queue.nextOffer].compactMap({ $0 }) {
            patience = min(patience, .seconds(1), .seconds(max(0, time.timeIntervalSince(now.wall))))
        }
        return queue.waitsForHours ? min(patience, .seconds(1)) : patience
    }

    private mutating func refuse(_ requests: [Incoming], because error: any Error, now: Moment) -> Batch.Effects {
        var effects = Batch.Effects()
        let refusal = SpoolError(.storage, "the spool's store failed: \(error)")
        for incoming in requests {
            effects.messages.append(
                Batch.Outgoing(worker: incoming.worker, number: incoming.number, response: .refused(refusal)))
        }
        mustReload = true
        do {
            try reload(now: now)
        } catch {
            logger.critical("The store can't be read; it is tried again with the next request: \(error)")
        }
        return effects
    }

    /// What is known of the store, read from it anew.
    private mutating func reload(now: Moment) throws {
        queue = try Self.knowledge(of: store, settings, groups: queue.groups, logger, now: now)
        mustReload = false
    }

    /// What is known of `store`, read from it; what can't be read is laid aside.
    private static func knowledge(
        of store: any SpoolStore, _ settings: SpoolSettings, groups: LineGroupTable, _ logger: Logger, now: Moment
    ) throws -> QueueKnowledge {
        while true {
            do {
                return try store.commit { transaction in
                    try QueueKnowledge(transaction, settings, groups: groups, now: now.steady)
                }
            } catch let error as StoreError where error.isMended {
                logger.critical("\(error)")
            }
        }
    }

    /// Time in which nobody was listened to (the disk was slow, the machine asleep) is held against no worker.
    private mutating func forgiveSilence(_ now: Moment) {
        let silence = now.steady - lastTurn
        if silence > settings.lease / 4 {
            queue.leases.prolong(by: silence)
            workers.prolong(by: silence)
        }
        lastTurn = now.steady
    }

    /// The wall's clock may have been set: waits are as long as they were to be all the same.
    private mutating func followClock(_ batch: inout Batch) throws {
        guard let step = clock.step else { return }
        logger.warning("The clock was set by \(Int(step.rounded())) s; waits and the spool's own limits move with it")
        try batch.transaction.shiftTimes(by: step, from: batch.now.wall.addingTimeInterval(-step))
        for lease in try batch.transaction.leases() { queue.leases.update(lease.reference.task, lease.record) }
        for (number, record) in queue.numbers.shiftRests(by: step) {
            try batch.transaction.setNumber(record, of: number)
        }
        queue.agenda.promoted(next: try batch.transaction.nextDue())
        // Whose turn it is to be offered to another group's lines is worked out anew.
        queue.nextOffer = .distantPast
    }

    /// Puts back what silent workers hold, and has looked for what is over.
    ///
    /// - Returns: whether it was time to.
    private mutating func sweep(_ batch: inout Batch) throws -> Bool {
        guard nextSweep <= batch.now.steady else { return false }
        nextSweep = batch.now.steady + settings.lease / 10
        for lease in queue.leases.expired(now: batch.now.steady) {
            try lose(lease, &batch)
        }
        workers.forget(silentSince: batch.now.steady - settings.lease)
        uploads.sweep(now: batch.now.steady)
        watchIntake(batch.now)
        queue.mayHaveExpired = true
        return true
    }

    private mutating func lose(_ lease: LeaseReference, _ batch: inout Batch) throws {
        guard let old = queue.leases.record(of: lease) else { return }
        callEnded(queue.leases.remove(lease.task))
        try giveUpLease(lease.task, old, &batch)
    }

    private mutating func giveUpLease(_ task: TaskID, _ old: TaskRecord, _ batch: inout Batch) throws {
        var record = old
        record.losses += 1
        logger.warning(
            "The worker of a task was not heard of any more; the task is put back",
            metadata: ["task": "\(task)", "stage": "\(record.stage)", "losses": "\(record.losses)"])
        guard record.losses > settings.maximumLosses else {
            try putBack(task, from: old, to: record, &batch)
            try batch.note("the worker of \(record.stage) was lost; the task is put back", record)
            return
        }
        guard record.mayBeGivenUp else {
            let reason = "\(record.losses) workers died with it"
            return try setAside(task, from: old, to: record, as: .corrupt, reason: reason, &batch)
        }
        let failure = Failure(EnhancedStatusCode(5, 3, 0), "The program that worked on it died \(record.losses) times.")
        record.move(to: .ready)
        try conclude(task, from: old, to: record, .abandoned, failure, &batch)
    }
}
