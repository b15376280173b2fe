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
/// batch is refused, nothing of it is kept, and the leases are read again from the store, which has the truth.
///
/// It reads no clock and no socket: requests come in with their moment, answers and events come out.
struct SpoolEngine<Store: SpoolStore> {
    /// A request as it came.
    struct Incoming: Sendable {
        var worker: WorkerID
        var number: UInt64
        var request: Result<Request, SpoolError>
    }

    /// A message to be sent.
    struct Outgoing: Sendable, Equatable {
        var worker: WorkerID
        var number: UInt64
        var response: Response
    }

    /// What follows from a batch.
    struct Effects: Sendable {
        var messages: [Outgoing] = []
        var events: [SpoolEvent] = []
    }

    let store: Store
    let settings: SpoolSettings
    let logger: Logger
    var leases: LeaseTable
    var workers = WorkerTable()
    var agenda = Agenda()
    var uploads: Uploads
    var disk: DiskGauge
    var depth = 0
    private var nextSweep: ContinuousClock.Instant
    private var lastTurn: ContinuousClock.Instant
    /// Whether the store has failed and what is known of it is yet to be read again.
    private var mustReload = false

    /// An engine over `store`, which may hold what an earlier one left. Its leases begin anew.
    ///
    /// - Throws: `StoreError`.
    init(store: Store, settings: SpoolSettings, logger: Logger, now: Moment) throws {
        self.store = store
        self.settings = settings
        self.logger = logger
        let directory = URL(filePath: settings.directory)
        leases = LeaseTable(duration: settings.lease)
        uploads = try Uploads(directory: directory.appending(path: "incoming"))
        disk = DiskGauge(directory: directory)
        nextSweep = now.steady
        lastTurn = now.steady
        try reload(now: now)
    }

    /// Processes what came, and what time has brought.
    ///
    /// - Parameter isAll: whether nothing else waits. No lease ends while a heartbeat may still wait to be heard.
    mutating func process(_ batch: [Incoming], isAll: Bool, now: Moment) -> Effects {
        let store = store
        forgiveSilence(now)
        do {
            if mustReload { try reload(now: now) }
            var effects = Effects()
            try store.commit { transaction in
                for incoming in batch {
                    let response = try answer(incoming, transaction, now, &effects)
                    effects.messages.append(
                        Outgoing(worker: incoming.worker, number: incoming.number, response: response))
                }
                if isAll { try sweep(transaction, now, &effects) }
                try schedule(transaction, now, &effects)
            }
            return effects
        } catch {
            logger.critical("The store failed; \(batch.count) requests are refused: \(error)")
            return refuse(batch, because: error, now: now)
        }
    }

    /// A worker could not be reached with this lease: the task goes to another one.
    mutating func undeliverable(_ message: Outgoing, now: Moment) -> Effects {
        guard case .leased(let task) = message.response else { return Effects() }
        workers.forget(message.worker)
        let release = Request.complete(task.lease, Completion(.released))
        var effects = process(
            [Incoming(worker: message.worker, number: 0, request: .success(release))], isAll: false, now: now)
        effects.messages.removeAll { $0.number == 0 && $0.response == .accepted }
        return effects
    }

    /// How long to wait for requests at the longest: until a delayed task is due or leases are to be looked through. Never
    /// over a second while a task is delayed, because the wall's clock may be set.
    func patience(now: Moment) -> Duration {
        var patience = max(.zero, nextSweep - now.steady)
        if let due = agenda.nextDue {
            patience = min(patience, .seconds(1), .seconds(max(0, due.timeIntervalSince(now.wall))))
        }
        return patience
    }

    private mutating func refuse(_ batch: [Incoming], because error: any Error, now: Moment) -> Effects {
        var effects = Effects()
        let refusal = SpoolError(.storage, "the spool's store failed: \(error)")
        for incoming in batch {
            effects.messages.append(
                Outgoing(worker: incoming.worker, number: incoming.number, response: .refused(refusal)))
        }
        mustReload = true
        do {
            try reload(now: now)
        } catch {
            logger.critical("The store can't be read; it is tried again with the next request: \(error)")
        }
        return effects
    }

    private mutating func reload(now: Moment) throws {
        var fresh = LeaseTable(duration: settings.lease)
        depth = try store.commit { transaction in
            for lease in try transaction.leases() {
                fresh.insert(
                    lease.reference, worker: lease.worker, stage: lease.stage, lane: lease.lane, now: now.steady)
            }
            return try transaction.taskCount()
        }
        leases = fresh
        agenda = Agenda()
        mustReload = false
    }

    /// Time in which nobody was listened to (the disk was slow, the machine asleep) is held against no worker.
    private mutating func forgiveSilence(_ now: Moment) {
        let silence = now.steady - lastTurn
        if silence > settings.lease / 4 {
            leases.prolong(by: silence)
            workers.prolong(by: silence)
        }
        lastTurn = now.steady
    }

    /// Puts back what silent workers hold; sets aside what kills its workers.
    private mutating func sweep(
        _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws {
        guard nextSweep <= now.steady else { return }
        nextSweep = now.steady + settings.lease / 10
        for lease in leases.expired(now: now.steady) {
            try lose(lease, transaction, now, &effects)
        }
        workers.forget(silentSince: now.steady - settings.lease)
        uploads.sweep(now: now.steady)
    }

    private mutating func lose(
        _ lease: LeaseReference, _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws {
        leases.remove(lease.task)
        guard let place = try transaction.place(of: lease) else { return }
        logger.warning(
            "The worker of a task was not heard of any more; the task is put back",
            metadata: ["task": "\(lease.task)", "stage": "\(place.stage)", "losses": "\(place.losses + 1)"])
        try transaction.putBack(lease.task, .lost)
        // The last worker but one has been told to give it up, and died all the same.
        if place.losses + 1 > settings.maximumLosses {
            let reason = "\(place.losses + 1) workers died with it"
            try setAside(lease.task, place, as: .corrupt, reason: reason, transaction, now, &effects)
        } else {
            agenda.taskReady(at: place.station, from: now.wall, now: now.wall)
            let event = "the worker of \(place.stage) was lost; the task is put back"
            try note(event, place, transaction, now, &effects)
        }
    }

    /// Gives ready tasks to workers that have room.
    private mutating func schedule(
        _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws {
        for station in agenda.stations(now: now.wall) {
            let slots = workers.free(at: station, leases: leases).map { worker in
                LeaseSlot(worker: worker, token: LeaseToken(rawValue: UInt64.random(in: 1...UInt64.max)))
            }
            guard !slots.isEmpty else { continue }
            let leased = try transaction.lease(
                stage: station.stage, lane: station.lane, to: slots, now: now.wall)
            for (slot, var task) in zip(slots, leased) {
                task.isLastChance = task.losses >= settings.maximumLosses
                leases.insert(
                    task.lease, worker: slot.worker, stage: station.stage, lane: station.lane, now: now.steady)
                effects.messages.append(Outgoing(worker: slot.worker, number: 0, response: .leased(task)))
                effects.events.append(.task(.leased, station.stage, station.lane, task.order, task.job, at: now.wall))
            }
            if leased.count < slots.count {
                agenda.drained(
                    station, next: try transaction.nextDue(stage: station.stage, lane: station.lane, after: now.wall))
            }
        }
    }
}
