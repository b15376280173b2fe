import FaxModel
import Foundation
import Pipeline

// Faxes that have a choice of line groups: where their own can't take them, another may.

extension SpoolEngine {
    /// A call that came to nothing through our own trouble (RFC 3463 §3.4, X.3.0) is made at once by the next group of its route that has
    /// lines in service. Where that was the last one, or the trouble was another, it begins with the first again, when its time
    /// has come.
    ///
    /// - Returns: whether the next group has it.
    mutating func takeNextLane(of record: inout TaskRecord, _ failure: Failure, _ batch: Batch) throws -> Bool {
        guard record.stage == .faxout, let place = record.route.firstIndex(of: record.lane),
            try control(of: record, batch).redirection == nil
        else { return false }
        if failure.isOwnTrouble {
            let served = workers.lanesInService(of: .faxout)
            for lane in record.route[(place + 1)...] where served.contains(lane) {
                let station = Station(stage: .faxout, lane: lane)
                let taskClass = TaskClass(station: station, priority: record.priority)
                guard !queue.isPaused(station), queue.groups.isOpen(taskClass, at: batch.now.wall) else { continue }
                record.lane = lane
                record.due = batch.now.wall
                return true
            }
        }
        record.lane = record.route[0]
        return false
    }

    /// Faxes that have waited for a line of their group for so long that others may take them go to groups that have room, as many as they
    /// have room for; where all lines of their group are out of service, at once. A fax keeps its age.
    mutating func offer(_ batch: inout Batch) throws {
        let now = batch.now.wall
        guard let next = queue.nextOffer, next <= now else { return }
        var left = Self.mostInOneTurn
        var filled: Set<TaskClass> = []
        for lane in workers.lanesInService(of: .faxout).sorted(by: { $0.rawValue < $1.rawValue }) {
            let station = Station(stage: .faxout, lane: lane)
            guard !queue.isPaused(station) else { continue }
            var room = workers.free(at: station, leases: queue.leases).count
            if let limit = queue.groups.calls(at: station) {
                room = min(room, limit - queue.leases.count(at: station))
            }
            room -= queue.depths.count(at: station, .ready)
            for priority in Priority.allCases.sorted(by: { $0.rank < $1.rank }) where room > 0 && left > 0 {
                let taskClass = TaskClass(station: station, priority: priority)
                guard queue.groups.isOpen(taskClass, at: now) else { continue }
                filled.insert(taskClass)
                try fill(taskClass, after: filled, &room, &left, &batch)
            }
        }
        var times: [Date] = []
        for choice in queue.choices {
            if let due = try batch.transaction.offeredSince(choice) {
                times.append(nextOffer(of: workers.isOutOfService(choice.lane) ? .distantPast : due, now))
            } else {
                queue.choices.remove(choice)
            }
        }
        queue.nextOffer = times.min()
    }

    /// When a fax that has been ready since `due` may go to another group. Those that nobody has room for are looked at again, and not
    /// all the time.
    func nextOffer(of due: Date, _ now: Date) -> Date {
        max(due.addingTimeInterval(fallbackAfter / .seconds(1)), now.addingTimeInterval(1))
    }

    /// Moves faxes into a class until its group has no more room, the oldest first.
    ///
    /// - Parameters:
    ///   - filled: classes that have had room themselves: what is in them stays there.
    ///   - left: how many may be looked at. None is looked at twice: whatever can't move does not stay among those that may.
    private mutating func fill(
        _ taskClass: TaskClass, after filled: Set<TaskClass>, _ room: inout Int, _ left: inout Int,
        _ batch: inout Batch
    ) throws {
        let lane = taskClass.station.lane
        let now = batch.now.wall
        let since = now.addingTimeInterval(-(fallbackAfter / .seconds(1)))
        let choices = queue.choices.filter { choice in
            let own = Station(stage: .faxout, lane: choice.lane)
            return choice.priority == taskClass.priority && choice.allows(lane)
                && !filled.contains(TaskClass(station: own, priority: choice.priority))
        }
        while room > 0, left > 0 {
            let limit = min(room, left)
            let tasks = try choices.flatMap { choice in
                try batch.transaction.offered(
                    choice, since: workers.isOutOfService(choice.lane) ? now : since, limit: limit)
            }
            .sorted { ($0.record.due, $0.id.rawValue) < ($1.record.due, $1.id.rawValue) }
            .prefix(limit)
            guard !tasks.isEmpty else { return }
            left -= tasks.count
            for task in tasks where try move(task, to: lane, &batch) { room -= 1 }
        }
    }

    /// Moves a waiting fax to the lines of another group; one that nobody could take there either waits behind what is in its way, and
    /// one whose group the operator has chosen has no choice any more.
    ///
    /// - Returns: whether it was moved.
    private mutating func move(_ task: FiledTask, to lane: Lane, _ batch: inout Batch) throws -> Bool {
        if try control(of: task.record, batch).redirection != nil {
            try reroute(task, &batch)
            return false
        }
        if let obstacle = obstacle(to: task.record, batch.now.wall) {
            try turnAway(task, because: obstacle, &batch)
            return false
        }
        var record = task.record
        record.lane = lane
        record.turn = try turn(for: record, batch)
        try reroute(task, to: record, &batch)
        let reason =
            workers.isOutOfService(task.record.lane)
            ? "All lines of group \(task.record.lane) are out of service"
            : "No line of group \(task.record.lane) has taken it"
        try batch.note("\(reason); one of group \(lane) may dial it now.", record)
        batch.effects.hasMoved = true
        return true
    }
}
