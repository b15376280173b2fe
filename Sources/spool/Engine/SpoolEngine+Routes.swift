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
    func takeNextLane(of record: inout TaskRecord, _ failure: Failure, _ now: Date) -> Bool {
        guard record.stage == .faxout, let place = record.route.firstIndex(of: record.lane) else { return false }
        if failure.isOwnTrouble {
            let served = workers.lanesInService(of: .faxout)
            let next = record.route[(place + 1)...].first { lane in
                served.contains(lane) && !queue.isPaused(Station(stage: .faxout, lane: lane))
            }
            if let next {
                record.lane = next
                record.due = now
                return true
            }
        }
        record.lane = record.route[0]
        return false
    }

    /// Faxes that have waited for a line of their group for so long that others may take them go to groups that have room, as many as they
    /// have room for. A fax keeps its age.
    mutating func offer(_ batch: inout Batch) throws {
        let now = batch.now.wall
        guard let next = queue.nextOffer, next <= now else { return }
        let patience = fallbackAfter / .seconds(1)
        var left = Self.mostInOneTurn
        for lane in workers.lanesInService(of: .faxout).sorted(by: { $0.rawValue < $1.rawValue }) {
            let station = Station(stage: .faxout, lane: lane)
            guard !queue.isPaused(station) else { continue }
            var room = workers.free(at: station, leases: queue.leases).count
            if let limit = queue.groups.calls(at: station) {
                room = min(room, limit - queue.leases.count(at: station))
            }
            room -= queue.depths.count(at: station, .ready)
            for priority in Priority.allCases.sorted(by: { $0.rank < $1.rank }) where room > 0 && left > 0 {
                guard queue.groups.isOpen(TaskClass(station: station, priority: priority), at: now) else { continue }
                let tasks = try batch.transaction.offered(
                    to: station, priority, since: now.addingTimeInterval(-patience), limit: min(room, left))
                left -= tasks.count
                for task in tasks where try move(task, to: lane, &batch) { room -= 1 }
            }
        }
        let oldest = try batch.transaction.offeredSince()
        // Those that nobody has room for are looked at again, and not all the time.
        queue.nextOffer = oldest.map { max($0.addingTimeInterval(patience), now.addingTimeInterval(1)) }
    }

    /// Moves a waiting fax to the lines of another group.
    ///
    /// - Returns: whether it was moved; not where the operator has chosen the group, or nobody could take it there either.
    private mutating func move(_ task: FiledTask, to lane: Lane, _ batch: inout Batch) throws -> Bool {
        let control = try control(of: task.record, batch)
        guard control.redirection == nil, let number = task.record.calledNumber,
            !isClosed(.number(number), batch.now.wall), !isClosed(.sender(task.record.flow), batch.now.wall)
        else { return false }
        var record = task.record
        record.lane = lane
        record.turn = try turn(for: record, batch)
        try reroute(task, to: record, &batch)
        try batch.note(
            "No line of group \(task.record.lane) has taken it; one of group \(lane) may dial it now.", record)
        return true
    }
}
