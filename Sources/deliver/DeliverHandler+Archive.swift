import Configuration
import FaxModel
import Foundation
import Pipeline

// Copies for archives. Each is a mail and a task of its own, made in one transaction with the word to the sender: so each is tried again by
// itself, and comes whether anybody else wants to be told or not.

extension DeliverHandler {
    /// The word about a fax, and a copy of it for each archive; `nil` where there is none to be made.
    func archived(_ report: JobReport) -> Completion? {
        guard report.isArchived != true, report.archive == nil, report.undelivered == nil else { return nil }
        let copies = copies(of: report)
        guard !copies.isEmpty else { return nil }
        var report = report
        report.isArchived = true
        var completion = Completion(.done)
        completion.successors = [task(report)] + copies.map(task)
        completion.updates = [update(report.job.id, copies)]
        return completion
    }

    /// The same for the faxes of a mail.
    func archived(_ reports: [JobReport], _ gathered: GatheredReports) -> Completion? {
        guard gathered.isArchived != true, gathered.undelivered == nil, let first = gathered.entries.first else {
            return nil
        }
        var gathered = gathered
        gathered.isArchived = true
        var completion = Completion(.done)
        for report in reports {
            let copies = copies(of: report)
            guard !copies.isEmpty else { continue }
            completion.successors += copies.map(task)
            completion.updates.append(update(report.job.id, copies))
        }
        guard !completion.successors.isEmpty else { return nil }
        completion.successors.append(
            NewTask(stage: .deliver, lane: .mails, priority: .normal, job: first.job, payload: gathered))
        return completion
    }

    private func copies(of report: JobReport) -> [JobReport] {
        var addresses: [String] = []
        for rule in archive where rule.fits(report) && !addresses.contains(rule.recipient) {
            addresses.append(rule.recipient)
        }
        return addresses.map { address in
            var copy = report
            copy.archive = address
            return copy
        }
    }

    /// The task that tells what `report` says.
    func task(_ report: JobReport) -> NewTask {
        NewTask(stage: .deliver, priority: report.order.options.priority, job: report.job.id, payload: report)
    }

    private func update(_ job: JobID, _ copies: [JobReport]) -> JobUpdate {
        JobUpdate(job: job, event: "A copy goes to \(copies.compactMap(\.archive).joined(separator: ", ")).")
    }
}
