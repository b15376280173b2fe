import FaxModel
import Foundation
import Pipeline

/// A task without what its worker reads: where it is, whose turn it is, and what has happened to it.
struct TaskRecord: Hashable, Sendable {
    var stage: Stage
    var lane: Lane
    /// Changed by `move` and the doors that lead there.
    private(set) var state: TaskState
    var priority: Priority
    /// Its place among the ready tasks of its class: the lowest goes first.
    var turn: Int64 = 0
    /// Since when it has been ready, or when it will be.
    var due: Date
    var flow: Flow
    /// The number that it dials; or was to dial, where it has ended.
    var destination: FaxNumber?
    /// The lanes in which it may be done, in the order in which they are tried; empty where it stays in its own.
    var route: [Lane] = []
    /// What it waits behind, while it is blocked.
    private(set) var gate: Gate?
    /// When it is over if it is not done by then; `nil` for never.
    var limit: TimeLimit?
    var submitted: Date
    var order: OrderID
    var job: JobID?
    /// How often it ended with `retry`.
    var retries = 0
    /// How often it ended with `trouble` since then.
    var troubles = 0
    /// How often its worker was lost.
    var losses = 0
    /// Why it was put back or set aside last.
    var reason: String?
    /// Set where it is over, and `deliver` is to tell so.
    private(set) var ending: Ending?

    /// A new task, ready from `due` on, with the time limit that its producer gave it.
    init(_ task: NewTask, flow: Flow, at time: Date) {
        stage = task.stage
        lane = task.lane
        state = .ready
        priority = task.priority
        due = max(task.notBefore ?? time, time)
        self.flow = flow
        destination = task.destination
        route = task.route
        limit = task.expires.map { TimeLimit(time: $0, isGiven: true) }
        submitted = time
        order = task.order
        job = task.job
    }

    /// A task as a store has it.
    init(
        stage: Stage, lane: Lane, state: TaskState, priority: Priority, turn: Int64, due: Date, flow: Flow,
        destination: FaxNumber?, route: [Lane] = [], gate: Gate?, limit: TimeLimit?, submitted: Date, order: OrderID,
        job: JobID?,
        retries: Int, troubles: Int, losses: Int, reason: String?, ending: Ending?
    ) {
        self.stage = stage
        self.lane = lane
        self.state = state
        self.priority = priority
        self.turn = turn
        self.due = due
        self.flow = flow
        self.destination = destination
        self.route = route
        self.gate = gate
        self.limit = limit
        self.submitted = submitted
        self.order = order
        self.job = job
        self.retries = retries
        self.troubles = troubles
        self.losses = losses
        self.reason = reason
        self.ending = ending
    }

    /// Where it waits.
    var station: Station { Station(stage: stage, lane: lane) }

    /// Among which tasks it takes turns.
    var taskClass: TaskClass { TaskClass(station: station, priority: priority) }

    /// When its time is over; `nil` for never.
    var expires: Date? { limit?.time }

    /// Whether the operator's commands about its job are about it: what has become of a job is told whatever they say.
    var obeysControls: Bool { stage != .deliver || lane == .postmaster }

    /// Whether it ends by itself when its time is over or too many workers died with it. What has come in by the telephone, or
    /// for the operator himself, has nobody who would send it again: it waits for the operator instead.
    var mayBeGivenUp: Bool { obeysControls && lane != .received && lane != .postmaster }

    /// The number that its worker calls; `nil` for a task whose worker calls nobody.
    var calledNumber: FaxNumber? { stage == .faxout ? destination : nil }

    /// It goes into another state.
    ///
    /// - Precondition: the state is one that may follow.
    mutating func move(to next: TaskState) {
        precondition(state.next.contains(next), "a task that is \(state) does not become \(next)")
        state = next
        gate = nil
    }

    /// It waits behind `gate`.
    mutating func block(behind gate: Gate) {
        move(to: .blocked)
        self.gate = gate
    }

    /// It is over: `deliver` tells so, from now on.
    ///
    /// - Precondition: no worker has it.
    mutating func end(_ cause: Ending.Cause, _ failure: Failure, now: Date) {
        precondition(state != .leased && obeysControls, "a task ends when no worker has it, and once")
        ending = Ending(stage: stage, cause: cause, failure: failure)
        stage = .deliver
        lane = .default
        route = []
        if state != .ready { move(to: .ready) }
        limit = nil
        due = now
        retries = 0
        troubles = 0
        losses = 0
        reason = failure.sentence
    }
}

/// A task with its id and what its worker reads.
struct QueuedTask: Hashable, Sendable {
    var id: TaskID
    var record: TaskRecord
    var payload: [UInt8]
    var checkpoint: [UInt8]
}

extension LeasedTask {
    /// What a worker is given.
    init(_ task: QueuedTask, token: LeaseToken) {
        let record = task.record
        self.init(
            lease: LeaseReference(task: task.id, token: token), stage: record.stage, lane: record.lane,
            order: record.order, job: record.job, retries: record.retries, troubles: record.troubles,
            losses: record.losses, destination: record.destination, ending: record.ending, payload: task.payload,
            checkpoint: task.checkpoint)
    }
}
