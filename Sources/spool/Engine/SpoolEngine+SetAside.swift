import FaxModel
import Pipeline

// What was set aside, and is nobody's to be tried again.

extension SpoolEngine {
    /// Of jobs that have ended, nobody is told any more what was set aside: it could not be told, and the operator knows. A fax that has come
    /// in is nobody's until somebody has it, and stays.
    ///
    /// - Returns: `nil` where one of them goes on, or no word of them was set aside.
    mutating func giveUpWord(of selection: JobSelection, _ batch: inout Batch) throws -> CommandReport? {
        let order =
            switch selection {
            case .job(let job): job.order
            case .order(let order): order
            }
        let ofOrder = try batch.transaction.jobs(state: nil, order: order, limit: Int(Int32.max))
        let meant = ofOrder.filter { selection == .order(order) || selection == .job($0.id) }
        guard meant.allSatisfy(\.state.hasEnded) else { return nil }
        let jobs = Set(meant.map(\.id))
        var told: Set<JobID> = []
        var report = CommandReport()
        for task in try batch.transaction.tasks(of: order) {
            let isWord = task.record.stage == .deliver && [.default, .mails, .news].contains(task.record.lane)
            guard isWord, task.record.state == .failed || task.record.state == .corrupt else { continue }
            // One word tells of all faxes of a mail.
            let subjects =
                task.record.lane == .mails ? Set(ofOrder.map(\.id)) : Set([task.record.job].compactMap(\.self))
            guard !subjects.isDisjoint(with: jobs) else { continue }
            try batch.transaction.remove(task.id)
            queue.depths.count(-1, at: task.record.station, task.record.state)
            report.tasks += 1
            told.formUnion(subjects)
        }
        guard report.tasks > 0 else { return nil }
        report.jobs = told.count
        let event = "The word of it, which was set aside, is given up by the operator."
        try batch.apply(told.sorted().map { JobUpdate(job: $0, event: event) }, stage: nil)
        return report
    }

    /// A cancelled task of which not even the end could be told, because nobody can read it: it goes, and its job has ended.
    mutating func removeUnreadable(_ task: FiledTask, _ batch: inout Batch) throws -> Bool {
        guard task.record.ending != nil, task.record.state == .failed || task.record.state == .corrupt else {
            return false
        }
        let jobs = try batch.jobs(of: task.record)
        guard !jobs.isEmpty, jobs.allSatisfy({ queue.controls[$0]?.cancellation != nil }) else { return false }
        let event = "It can't be read: its sender was not told."
        try batch.apply(jobs.map { JobUpdate(job: $0, state: .cancelled, event: event) }, stage: nil)
        try liftControls(of: jobs, batch)
        try batch.transaction.remove(task.id)
        queue.depths.count(-1, at: task.record.station, task.record.state)
        return true
    }
}
