import FaxModel
import Foundation
import Pipeline

// A fax that has come in, and that the operator mails to others than it went to.

extension SpoolEngine {
    /// Adds the task that mails it.
    ///
    /// - Parameters:
    ///   - sentence: what its history is told, once.
    ///   - instead: whether what was set aside of the fax is given up.
    /// - Throws: `SpoolError` where the job is no fax that has come in, or there is none.
    mutating func forward(
        _ task: NewTask, _ sentence: String, instead: Bool, _ batch: inout Batch
    ) throws -> CommandReport {
        guard task.stage == .render, task.lane == .received, let job = task.job else {
            throw SpoolError(.malformed, "a task of lane \(task.lane) at \(task.stage) mails no fax that has come in")
        }
        guard let history = try batch.transaction.history(of: job) else {
            throw SpoolError(.unknown, "there is no job \(job)")
        }
        let state = history.job.state
        guard state == .received || state == .setAside && history.documents[ReceivedFax.keptRole] != nil else {
            throw SpoolError(.unknown, "job \(job) is no fax that has come in: \(state.rawValue)")
        }
        var report = CommandReport(jobs: 1)
        // The same request that has come twice.
        guard !history.events.contains(where: { $0.text == sentence }) else {
            report.warning = "That changes nothing."
            return report
        }
        if instead {
            for old in try batch.transaction.tasks(ofJob: job) where old.record.lane == .received {
                guard old.record.state == .failed || old.record.state == .corrupt else { continue }
                try batch.transaction.remove(old.id)
                queue.depths.count(-1, at: old.record.station, old.record.state)
                report.tasks += 1
            }
        }
        // What stays aside is the operator's still.
        let isAside = try batch.transaction.tasks(ofJob: job).contains {
            $0.record.lane == .received && [.failed, .corrupt].contains($0.record.state)
        }
        var updates = [JobUpdate(job: job, state: isAside ? nil : .received, event: sentence)]
        if report.tasks > 0 { updates.append(JobUpdate(job: job, event: "What was set aside of it is given up.")) }
        try batch.apply(updates, stage: nil)
        try insert([task], of: Flow(sender: history.job.sender), limit: nil, &batch)
        report.tasks += 1
        return report
    }
}
