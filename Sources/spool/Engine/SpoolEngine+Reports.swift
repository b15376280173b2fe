import FaxModel
import Foundation
import Pipeline

// Faxes of a mail that are told of together. Their reports wait with the jobs; whatever ends the last job, or sets it aside, makes one
// task of them all in the same transaction. So it is one, whoever dies when.

extension SpoolEngine {
    /// Has the results of orders told of which no job goes on any more: of those in which the batch has changed that, and of all when the
    /// store was just read, because it may have laid a job's task aside itself. What is set aside is not waited for: it may be so for weeks.
    /// Where somebody asks in the middle of a batch, what is asked for before counts as settled then.
    mutating func gatherReports(_ batch: inout Batch) throws {
        if queue.mustGatherReports {
            batch.settledOrders.formUnion(try batch.transaction.ordersWithWaitingReports())
            queue.mustGatherReports = false
        }
        for order in batch.settledOrders.sorted() {
            let entries = try batch.transaction.takeReports(of: order)
            guard let first = entries.first else { continue }
            let sender = try batch.transaction.job(first.job)?.sender ?? ""
            let reports = GatheredReports(entries: entries, setAside: try batch.transaction.openJobs(of: order))
            let task = NewTask(
                stage: .deliver, lane: .mails, priority: .normal, job: first.job, payload: reports)
            try insert([task], of: Flow(sender: sender), limit: nil, &batch)
        }
        batch.settledOrders = []
    }
}
