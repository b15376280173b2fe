import FaxModel
import Foundation
import Pipeline

// Faxes of a mail that are told of together. Their reports wait with the jobs; whatever ends the last job, or lays it aside, makes one
// task of them all in the same transaction. So it is one, whoever dies when.

extension SpoolEngine {
    /// Has the results of orders told of which no job goes on any more. What is set aside is not waited for: it may be so for weeks.
    mutating func gatherReports(of orders: Set<OrderID>, _ batch: inout Batch) throws {
        for order in orders.sorted() {
            let entries = try batch.transaction.takeReports(of: order)
            guard let first = entries.first else { continue }
            let sender = try batch.transaction.job(first.job)?.sender ?? ""
            let reports = GatheredReports(entries: entries, setAside: try batch.transaction.openJobs(of: order))
            let task = NewTask(
                stage: .deliver, lane: .mails, priority: .normal, job: first.job, payload: reports)
            try insert([task], of: Flow(sender: sender), limit: nil, &batch)
        }
    }

    /// The same for all orders: one of their jobs may have been laid aside by the store itself.
    mutating func gatherReports(_ batch: inout Batch) throws {
        try gatherReports(of: Set(try batch.transaction.ordersWithWaitingReports()), &batch)
    }
}

extension [JobUpdate] {
    /// The orders of the jobs whose reports these news bring.
    var ordersOfReports: Set<OrderID> {
        Set(filter { $0.documents?[JobReport.waitingRole] != nil }.map(\.job.order))
    }
}
