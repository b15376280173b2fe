import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

// Who gets which task, and when.

extension SpoolEngine {
    /// Tasks that are looked at in one turn of a station, or made ready in one turn: what a turn may cost.
    static var mostInOneTurn: Int { 500 }

    /// Tasks whose time has come become ready.
    mutating func promote(_ batch: inout Batch) throws {
        queue.hasMore = false
        try lookAtNumbers(&batch)
        try openGates(&batch)
        try endBarred(&batch)
        if queue.mayHaveExpired { try endExpired(&batch) }
        guard let due = queue.agenda.nextDue, due <= batch.now.wall else { return }
        let tasks = try batch.transaction.due(by: batch.now.wall, limit: Self.mostInOneTurn)
        for task in tasks { try reroute(task, &batch) }
        queue.agenda.promoted(next: try batch.transaction.nextDue())
        if tasks.count == Self.mostInOneTurn { queue.hasMore = true }
    }

    /// Gives ready tasks to workers that have room.
    mutating func schedule(_ batch: inout Batch) throws {
        try offer(&batch)
        queue.waitsForHours = false
        for (station, priorities) in queue.agenda.stations where !queue.isPaused(station) {
            guard queue.depths.count(at: station, .ready) > 0 else {
                for priority in priorities {
                    queue.agenda.drained(TaskClass(station: station, priority: priority))
                }
                continue
            }
            var open: [Priority] = []
            for priority in priorities {
                let taskClass = TaskClass(station: station, priority: priority)
                if queue.groups.isOpen(taskClass, at: batch.now.wall) { open.append(priority) }
            }
            if open.count < priorities.count { queue.waitsForHours = true }
            guard !open.isEmpty else { continue }
            var places = workers.free(at: station, leases: queue.leases)[...]
            if let limit = queue.groups.calls(at: station) {
                places = places.prefix(max(0, limit - queue.leases.count(at: station)))
            }
            guard !places.isEmpty else { continue }
            var line = WaitingLine(
                station: station, priorities: open, ageing: ageing,
                urgentInARow: queue.urgentInARow[station] ?? WaitingLine.urgentBetween)
            try give(&line, to: places, &batch)
            queue.urgentInARow[station] = line.urgentInARow
        }
    }

    /// Gives the tasks of a station to these places of workers, in their order.
    private mutating func give(
        _ line: inout WaitingLine, to places: ArraySlice<WorkerID>, _ batch: inout Batch
    ) throws {
        var places = places
        var looked = 0
        while let worker = places.first {
            guard looked < Self.mostInOneTurn else {
                queue.hasMore = true
                break
            }
            guard let task = try line.next(wanted: places.count, batch.transaction) else { break }
            looked += 1
            if let obstacle = obstacle(to: task.record, batch.now.wall) {
                try turnAway(FiledTask(id: task.id, record: task.record), because: obstacle, &batch)
                continue
            }
            places = places.dropFirst()
            queue.turns.served(task.record.turn, in: task.record.taskClass)
            var leased = try lease(task, to: worker, &batch)
            leased.companions = try leaseCompanions(of: task, sharing: leased.lease, to: worker, &line, &batch)
            batch.tell(worker, .leased(leased))
        }
        for priority in line.drained {
            queue.agenda.drained(TaskClass(station: line.station, priority: priority))
        }
    }

    /// Leases a ready task.
    ///
    /// - Parameter first: the lease whose place it shares; `nil` for one that takes a place.
    private mutating func lease(
        _ task: QueuedTask, to worker: WorkerID, sharing first: LeaseReference? = nil, _ batch: inout Batch
    ) throws -> LeasedTask {
        let slot = LeaseSlot(worker: worker, token: tokens.next())
        try batch.transaction.lease(task.id, to: slot)
        queue.gates.taskLeaves(task.id)
        queue.depths.count(-1, at: task.record.station, .ready)
        var task = task
        task.record.move(to: .leased)
        return noteLease(of: task, to: slot, sharing: first, &batch)
    }

    /// Notes that a task was leased.
    private mutating func noteLease(
        of task: QueuedTask, to slot: LeaseSlot, sharing first: LeaseReference? = nil, _ batch: inout Batch
    ) -> LeasedTask {
        var leased = LeasedTask(task, token: slot.token)
        leased.firstRate = task.record.calledNumber.flatMap { queue.numbers.rate(for: $0, now: batch.now.wall) }
        queue.leases.insert(leased.lease, worker: slot.worker, task.record, sharing: first, now: batch.now.steady)
        queue.depths.count(1, at: task.record.station, .leased)
        batch.publish(.leased, task.record)
        return leased
    }

    /// Whether a new task may be written once, as leased: it is ready, and no fax, of which more than its turn is asked.
    func mayBeLeasedAtOnce(_ record: TaskRecord) -> Bool {
        record.state == .ready && record.stage != .faxout
    }

    /// Who takes a new task at once: nobody waits before it, and a worker has room. `nil` when it has to wait for the schedule.
    func taker(of record: TaskRecord, _ now: Moment) -> WorkerID? {
        let station = record.station
        guard queue.depths.count(at: station, .ready) == 0, !queue.isPaused(station),
            obstacle(to: record, now.wall) == nil
        else { return nil }
        return workers.idlest(at: station, leases: queue.leases)
    }

    /// Adds a new task that is leased from the beginning.
    mutating func insert(
        _ record: TaskRecord, payload: [UInt8], leasedTo worker: WorkerID, _ batch: inout Batch
    ) throws {
        let slot = LeaseSlot(worker: worker, token: tokens.next())
        var record = record
        record.move(to: .leased)
        let id = try batch.transaction.insert(record, payload: payload, leasedTo: slot)
        queue.turns.served(record.turn, in: record.taskClass)
        let task = QueuedTask(id: id, record: record, payload: payload, checkpoint: [])
        batch.tell(worker, .leased(noteLease(of: task, to: slot, &batch)))
    }

    /// Leases the faxes that may go in one call with `first`: those to its number, of its priority and line group, in
    /// their order. They take no line, so nobody waits for their sake, whoever sends them.
    private mutating func leaseCompanions(
        of first: QueuedTask, sharing place: LeaseReference, to worker: WorkerID, _ line: inout WaitingLine,
        _ batch: inout Batch
    ) throws -> [LeasedTask] {
        guard settings.faxesPerCall > 1, let number = first.record.calledNumber else { return [] }
        let companions = try batch.transaction.waiting(
            for: number, in: first.record.taskClass, limit: settings.faxesPerCall - 1)
        return try companions.compactMap { task in
            guard task.record.expires.map({ $0 > batch.now.wall }) ?? true else { return nil }
            var task = task
            if task.record.state == .blocked {
                let blocked = task.record
                task.record.move(to: .ready)
                try write(task.id, from: blocked, to: task.record, &batch)
            }
            line.forget(task.id)
            return try lease(task, to: worker, sharing: place, &batch)
        }
    }

    /// What keeps a ready task from being given out.
    enum Obstacle {
        case gate(Gate)
        case ending(Ending.Cause, Failure)
    }

    /// What keeps a ready task from being given out now; `nil` where nothing does.
    func obstacle(to record: TaskRecord, _ now: Date) -> Obstacle? {
        if record.obeysControls, let expires = record.expires, expires <= now {
            return .ending(.expired, Self.expiry(record, expires))
        }
        guard let number = record.calledNumber else { return nil }
        if let failure = queue.numbers.bar(of: number, now: now) { return .ending(.barred, failure) }
        if isClosed(.number(number), now) { return .gate(.number(number)) }
        if isClosed(.sender(record.flow), now) { return .gate(.sender(record.flow)) }
        return nil
    }

    /// A ready task ends, or waits behind what is in its way.
    mutating func turnAway(_ task: FiledTask, because obstacle: Obstacle, _ batch: inout Batch) throws {
        switch obstacle {
        case .ending(let cause, let failure):
            try conclude(task.id, from: task.record, cause, failure, &batch)
            // Whoever tells so is looked for in the next turn.
            queue.hasMore = true
        case .gate(let gate):
            var record = task.record
            record.block(behind: gate)
            try write(task.id, from: task.record, to: record, &batch)
        }
    }

    /// Tasks whose time is over end.
    private mutating func endExpired(_ batch: inout Batch) throws {
        let tasks = try batch.transaction.expired(by: batch.now.wall, limit: Self.mostInOneTurn)
        for task in tasks {
            let expires = task.record.expires ?? batch.now.wall
            try conclude(task.id, from: task.record, .expired, Self.expiry(task.record, expires), &batch)
        }
        queue.mayHaveExpired = tasks.count == Self.mostInOneTurn
        if queue.mayHaveExpired { queue.hasMore = true }
    }

    /// How long a task of each priority waits until it goes before an urgent one that has just come, in seconds.
    var ageing: [Priority: TimeInterval] {
        [
            .urgent: 0, .normal: settings.normalAgeing / .seconds(1), .bulk: settings.bulkAgeing / .seconds(1),
        ]
    }
}
