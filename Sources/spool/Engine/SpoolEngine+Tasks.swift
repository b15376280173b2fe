import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

// Where tasks go. Every change of a task's place comes through here, so that what is known of the queue keeps up.

extension SpoolEngine {
    /// Adds new tasks.
    ///
    /// - Parameters:
    ///   - flow: whose they are.
    ///   - limit: when their predecessor would have been over; `nil` where there was none.
    mutating func insert(_ tasks: [NewTask], of flow: Flow, limit: TimeLimit?, _ batch: inout Batch) throws {
        for task in tasks {
            var record = TaskRecord(task, flow: flow, at: batch.now.wall)
            record.limit = self.limit(of: record, after: limit)
            let placed = try route(record, isNew: true, try control(of: record, batch), &batch)
            batch.publish(.submitted, placed)
            let arrival = Batch.Arrival(record: placed, payload: task.payload)
            if mayBeLeasedAtOnce(placed) { batch.arrivals.append(arrival) } else { try file(arrival, batch) }
        }
    }

    /// Writes the new tasks of the batch: those that workers have room for as leased, the most urgent first, and among them by turn;
    /// the others as ready.
    mutating func settleArrivals(_ batch: inout Batch) throws {
        let arrivals = batch.arrivals.enumerated().sorted { one, other in
            (one.element.record.priority.rank, one.element.record.turn, one.offset)
                < (other.element.record.priority.rank, other.element.record.turn, other.offset)
        }
        batch.arrivals = []
        for (_, arrival) in arrivals {
            if let worker = taker(of: arrival.record, batch.now) {
                try insert(arrival.record, payload: arrival.payload, leasedTo: worker, &batch)
            } else {
                try file(arrival, batch)
            }
        }
    }

    /// Writes the new tasks of the batch as ready, for a request that looks at all there are.
    mutating func fileArrivals(_ batch: inout Batch) throws {
        for arrival in batch.arrivals { try file(arrival, batch) }
        batch.arrivals = []
    }

    private mutating func file(_ arrival: Batch.Arrival, _ batch: Batch) throws {
        _ = try batch.transaction.insert(arrival.record, payload: arrival.payload, leasedTo: nil)
        queue.depths.count(1, at: arrival.record.station, arrival.record.state)
        note(arrival.record, batch.now.wall)
    }

    /// When a new task is over: as its sender says, or else when its predecessor would have been, or the spool's own time
    /// after it may be done first. What has become of a fax is told however long that takes.
    private func limit(of record: TaskRecord, after earlier: TimeLimit?) -> TimeLimit? {
        guard record.mayBeGivenUp else { return nil }
        if let given = record.limit ?? earlier, given.isGiven { return given }
        let own = record.due.addingTimeInterval(settings.expireAfter / .seconds(1))
        guard let earlier else { return TimeLimit(time: own, isGiven: false) }
        return record.due > record.submitted ? TimeLimit(time: max(own, earlier.time), isGiven: false) : earlier
    }

    /// A worker's lease is over, and the task stays: it goes where it belongs.
    mutating func putBack(
        _ task: TaskID, from old: TaskRecord, to record: TaskRecord, checkpoint: [UInt8]? = nil, _ batch: inout Batch
    ) throws {
        let routed = try route(record, try control(of: record, batch), &batch)
        try write(task, from: old, to: routed, checkpoint: checkpoint, &batch)
    }

    /// A task that nobody has goes where it belongs now.
    ///
    /// - Parameter record: what is known of it now; `nil` where that has not changed.
    mutating func reroute(_ task: FiledTask, to record: TaskRecord? = nil, _ batch: inout Batch) throws {
        try putBack(task.id, from: task.record, to: record ?? task.record, &batch)
    }

    /// What the operator has said that holds for the task.
    func control(of record: TaskRecord, _ batch: Batch) throws -> JobControl {
        guard !queue.controls.isEmpty, record.obeysControls else { return JobControl() }
        return queue.control(of: record, try batch.jobs(of: record))
    }

    /// A task that nobody has is over; `deliver` tells whom it concerns.
    ///
    /// - Parameter record: what is known of it now; `nil` where that has not changed.
    mutating func conclude(
        _ task: TaskID, from old: TaskRecord, to record: TaskRecord? = nil, _ cause: Ending.Cause, _ failure: Failure,
        _ batch: inout Batch
    ) throws {
        var record = record ?? old
        try makeEnding(of: &record, cause, failure, &batch)
        try write(task, from: old, to: record, &batch)
    }

    /// Keeps a task for the operator. A job that it was to end stays open as set aside; a job that has ended (its
    /// notification could not be sent) stays ended.
    mutating func setAside(
        _ task: TaskID, from old: TaskRecord, to record: TaskRecord, as state: TaskState, reason: String,
        checkpoint: [UInt8]? = nil, _ batch: inout Batch
    ) throws {
        if record.obeysControls, let failure = try control(of: record, batch).cancellation {
            var record = record
            record.move(to: .ready)
            return try conclude(task, from: old, to: record, .cancelled, failure, &batch)
        }
        logger.error(
            "A task is set aside for the operator",
            metadata: [
                "task": "\(task)", "stage": "\(record.stage)", "order": "\(record.order)", "reason": "\(reason)",
            ])
        var record = record
        record.move(to: state)
        record.limit = nil
        record.reason = reason
        try write(task, from: old, to: record, checkpoint: checkpoint, &batch)
        let event = "set aside for the operator at \(record.stage): \(reason)"
        if record.obeysControls || record.ending != nil {
            let updates = try batch.jobs(of: record).map {
                JobUpdate(job: $0, state: .setAside, result: reason, event: event)
            }
            try batch.apply(updates, stage: nil)
        } else if let job = record.job {
            try batch.apply([JobUpdate(job: job, event: event)], stage: nil)
        }
        batch.publish(.setAside, record)
    }

    /// Replaces what is known of a task.
    mutating func write(
        _ task: TaskID, from old: TaskRecord, to record: TaskRecord, checkpoint: [UInt8]? = nil, _ batch: inout Batch
    ) throws {
        try batch.transaction.write(record, of: task, checkpoint: checkpoint)
        queue.depths.count(-1, at: old.station, old.state)
        queue.depths.count(1, at: record.station, record.state)
        queue.gates.taskLeaves(task)
        note(record, batch.now.wall)
    }

    /// Where the task belongs: it is over, held, to wait for its time, or ready. It keeps its turn, unless it is new or
    /// comes into another class.
    private mutating func route(
        _ record: TaskRecord, isNew: Bool = false, _ control: JobControl, _ batch: inout Batch
    ) throws -> TaskRecord {
        var record = record
        let before = isNew ? nil : record.taskClass
        try redirect(&record, control, &batch)
        record.priority = control.priority ?? record.priority
        if record.taskClass != before { followHours(&record, from: before, batch.now.wall) }
        if record.obeysControls {
            if let (cause, failure) = reasonToEnd(record, control, batch.now.wall) {
                if record.state != .ready { record.move(to: .ready) }
                try makeEnding(of: &record, cause, failure, &batch)
                return record
            }
            if control.isHeld, record.state != .held { record.move(to: .held) }
            // Whoever holds a task has time: one that is released after its time has a new one.
            if record.state == .held, let expires = record.expires, expires <= batch.now.wall { record.limit = nil }
            if record.limit == nil, record.mayBeGivenUp {
                let open = settings.expireAfter / .seconds(1)
                let time = queue.groups.end(of: open, from: batch.now.wall, in: record.taskClass)
                record.limit = TimeLimit(time: time, isGiven: false)
            }
        }
        if !control.isHeld { record.move(to: record.due > batch.now.wall ? .delayed : .ready) }
        if record.taskClass != before { record.turn = try turn(for: record, batch) }
        return record
    }

    /// Time in which a task could not have been given out does not count to the spool's own limit: what is left of it is
    /// counted in the hours of the class that the task comes into.
    private mutating func followHours(_ record: inout TaskRecord, from before: TaskClass?, _ now: Date) {
        let start = max(now, record.due)
        guard let limit = record.limit, !limit.isGiven, limit.time > start else { return }
        let rest = before.map { queue.groups.open(from: start, to: limit.time, in: $0) }
        let time = queue.groups.end(
            of: rest ?? limit.time.timeIntervalSince(start), from: start, in: record.taskClass)
        record.limit = TimeLimit(time: time, isGiven: false)
    }

    private func redirect(_ record: inout TaskRecord, _ control: JobControl, _ batch: inout Batch) throws {
        guard let redirection = control.redirection, record.destination != nil else { return }
        if let job = record.job, record.destination != redirection.number {
            try batch.apply([JobUpdate(job: job, number: redirection.number)], stage: nil)
        }
        record.destination = redirection.number
        record.lane = redirection.lane
        record.route = []
    }

    /// Why a task that nobody has is over; `nil` when it goes on.
    private func reasonToEnd(_ record: TaskRecord, _ control: JobControl, _ now: Date) -> (Ending.Cause, Failure)? {
        if let failure = control.cancellation { return (.cancelled, failure) }
        if let number = record.calledNumber, let failure = queue.numbers.bar(of: number, now: now) {
            return (.barred, failure)
        }
        // It would be over before its next try.
        if !control.isHeld, let expires = record.expires, record.due > now, expires <= record.due {
            let reason = record.reason.map { " At last: \($0)" } ?? ""
            let sentence =
                "Its next try would have come after its time is over, at \(expires.formatted(.iso8601)).\(reason)"
            return (.expired, Failure(EnhancedStatusCode(5, 4, 7), sentence))
        }
        return nil
    }

    /// The failure of a task whose time is over.
    static func expiry(_ record: TaskRecord, _ expires: Date) -> Failure {
        let reason = record.reason.map { " At last: \($0)" } ?? ""
        return Failure(
            EnhancedStatusCode(5, 4, 7),
            "Its time was over at \(expires.formatted(.iso8601)).\(reason)")
    }

    private mutating func makeEnding(
        of record: inout TaskRecord, _ cause: Ending.Cause, _ failure: Failure, _ batch: inout Batch
    ) throws {
        try batch.note("Ended: \(failure.sentence)", record)
        record.end(cause, failure, now: batch.now.wall)
        record.turn = try turn(for: record, batch)
    }

    /// The next turn of the task's sender in its class.
    mutating func turn(for record: TaskRecord, _ batch: Batch) throws -> Int64 {
        if !queue.turns.knows(record.taskClass) {
            queue.turns.begin(record.taskClass, at: try batch.transaction.firstTurn(in: record.taskClass) ?? 0)
        }
        return queue.turns.next(of: record.flow, in: record.taskClass)
    }

    private mutating func note(_ record: TaskRecord, _ now: Date) {
        switch record.state {
        case .ready:
            queue.agenda.taskReady(in: record.taskClass)
            if let choice = LaneChoice(record) {
                queue.choices.insert(choice)
                let time = workers.isOutOfService(record.lane) ? now : nextOffer(of: record.due, now)
                queue.nextOffer = min(queue.nextOffer ?? time, time)
            }
        case .delayed: queue.agenda.taskDelayed(until: record.due)
        case .blocked: if let gate = record.gate { queue.gates.taskBlocked(behind: gate) }
        case .leased, .failed, .corrupt, .held: break
        }
    }
}
