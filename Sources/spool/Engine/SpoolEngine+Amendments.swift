import Configuration
import FaxModel
import Foundation
import Pipeline

// What a producer adds to an order that it has handed in, as long as nobody works on it.

extension SpoolEngine {
    /// Replaces what the only task of an order says, and when it may be taken.
    ///
    /// A repetition changes nothing that matters: the same stands there again.
    mutating func amend(_ amendment: Amendment, _ batch: inout Batch) throws -> Response {
        try check(amendment.documents)
        let task = amendment.task
        guard try batch.transaction.fingerprint(of: task.order) != nil else {
            return .refused(SpoolError(.unknown, "there is no order \(task.order)"))
        }
        let tasks = try batch.transaction.tasks(of: task.order)
        guard tasks.count == 1, let old = tasks.first, old.record.canBeAmended(as: task) else {
            return .refused(SpoolError(.stale, "order \(task.order) is in other hands"))
        }
        guard disk.freeBytes(now: batch.now.steady) >= settings.minimumFreeDisk.bytes else {
            return .refused(SpoolError(.busy, "the spool's disk has too little room left"))
        }
        try store(amendment.documents, batch)
        try batch.apply(amendment.updates, stage: nil)
        try liftControls(of: amendment.updates.filter { $0.state?.hasEnded == true }.map(\.job), batch)
        try batch.transaction.setPayload(old.id, task.payload)
        var record = old.record
        record.due = max(task.notBefore ?? batch.now.wall, batch.now.wall)
        try reroute(old, to: record, &batch)
        return .accepted
    }
}

extension TaskRecord {
    /// Whether it may become `task`: it is the same piece of work, and no worker has it or has ended it.
    fileprivate func canBeAmended(as task: NewTask) -> Bool {
        guard stage == task.stage, lane == task.lane, job == task.job, ending == nil else { return false }
        return switch state {
        case .ready, .delayed, .blocked, .held: true
        case .leased, .failed, .corrupt: false
        }
    }
}
