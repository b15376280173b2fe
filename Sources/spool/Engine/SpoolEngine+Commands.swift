import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

// What an operator wants to have done.

extension SpoolEngine {
    /// Carries out a command.
    ///
    /// - Throws: `SpoolError` when what it is about is not there; nothing has changed then.
    mutating func perform(_ command: Command, _ batch: inout Batch) throws -> CommandReport {
        switch command {
        case .retry(nil):
            return try restoreAll(&batch)
        case .retry(let selection?):
            return try retry(selection, &batch)
        case .cancel(let selection):
            if let report = try giveUpWord(of: selection, &batch) { return report }
            let failure = Failure(EnhancedStatusCode(5, 7, 0), "The operator has cancelled it.")
            let jobs = try jobs(selection, batch)
            var report = try control(selection, "Cancelled by the operator.", &batch) { $0.cancellation = failure }
            report.tasks += try endJobsWithoutTask(jobs, &batch)
            return report
        case .hold(let selection):
            return try control(selection, "Held by the operator.", &batch) { $0.isHeld = true }
        case .release(let selection):
            return try control(selection, "Released by the operator.", &batch) { $0.isHeld = false }
        case .prioritise(let selection, let priority):
            return try control(selection, "Made \(priority.rawValue) by the operator.", &batch) {
                $0.priority = priority
            }
        case .redirect(let job, let number, let lane):
            let event = "Redirected to \(number) by the operator, over lines of group \(lane)."
            return try control(.job(job), event, &batch) {
                $0.redirection = JobControl.Redirection(number: number, lane: lane)
            }
        case .pause(let target):
            return try pause(target, true, &batch)
        case .resume(let target):
            return try pause(target, false, &batch)
        case .bar(let number, let reason):
            try batch.transaction.setNumber(queue.numbers.bar(number, reason: reason), of: number)
            queue.barred.append(number)
            return CommandReport()
        case .allow(let number):
            guard queue.numbers.forget(number) else {
                throw SpoolError(.unknown, "nothing is known that keeps \(number) from being dialled")
            }
            try batch.transaction.setNumber(nil, of: number)
            queue.gates.change(at: .number(number))
            return CommandReport()
        case .forward(let task, let sentence, let instead):
            return try forward(task, sentence, instead: instead, &batch)
        }
    }

    /// The jobs that are meant and have not ended.
    private func jobs(_ selection: JobSelection, _ batch: Batch) throws -> Set<JobID> {
        switch selection {
        case .job(let job):
            guard let record = try batch.transaction.job(job) else {
                throw SpoolError(.unknown, "there is no job \(job)")
            }
            guard !record.state.hasEnded else {
                throw Self.ended(record)
            }
            return [job]
        case .order(let order):
            let jobs = try batch.transaction.openJobs(of: order)
            guard !jobs.isEmpty else { throw Self.nothingGoesOn(order) }
            return Set(jobs)
        }
    }

    /// Says something of jobs, and lets it take effect.
    private mutating func control(
        _ selection: JobSelection, _ event: String, _ batch: inout Batch, _ change: (inout JobControl) -> Void
    ) throws -> CommandReport {
        let jobs = try jobs(selection, batch)
        var changed = jobs
        for job in jobs {
            var control = queue.controls[job] ?? JobControl()
            let before = control
            change(&control)
            // Said already: by somebody else, or by the same request that has come twice.
            guard control != before else {
                changed.remove(job)
                continue
            }
            guard !control.isEmpty else {
                try liftControls(of: [job], batch)
                continue
            }
            queue.controls[job] = control
            try batch.transaction.setControl(control, of: job)
        }
        try batch.apply(changed.sorted().map { JobUpdate(job: $0, event: event) }, stage: nil)
        var report = try moveTasks(of: jobs, &batch)
        if changed.isEmpty, report.tasks == 0 { report.warning = "That changes nothing." }
        return report
    }

    /// Ends those of cancelled jobs that have no task any more which would (it was laid aside, because it can't be read).
    ///
    /// - Returns: how many there are.
    private mutating func endJobsWithoutTask(_ jobs: Set<JobID>, _ batch: inout Batch) throws -> Int {
        var orphans: [JobID] = []
        let open = try jobs.filter { try batch.transaction.job($0)?.state.hasEnded == false }
        for (order, jobs) in Dictionary(grouping: open, by: \.order) {
            let tasks = try batch.transaction.tasks(of: order)
            guard tasks.allSatisfy({ $0.record.job != nil }) else { continue }
            let served = Set(tasks.compactMap(\.record.job))
            orphans += jobs.filter { !served.contains($0) }
        }
        let event = "Cancelled without a word to its sender: what was known of it can't be read."
        try batch.apply(orphans.sorted().map { JobUpdate(job: $0, state: .cancelled, event: event) }, stage: nil)
        try liftControls(of: orphans, batch)
        return orphans.count
    }

    /// What was said of jobs holds no longer: they have ended, or it was taken back.
    mutating func liftControls(of jobs: [JobID], _ batch: Batch) throws {
        for job in jobs where queue.controls.removeValue(forKey: job) != nil {
            try batch.transaction.setControl(nil, of: job)
        }
    }

    /// Brings the tasks of jobs to where they belong now; those that workers have in hand are called back where it matters.
    private mutating func moveTasks(of jobs: Set<JobID>, _ batch: inout Batch) throws -> CommandReport {
        var report = CommandReport(jobs: jobs.count)
        for order in Set(jobs.map(\.order)) {
            for task in try batch.transaction.tasks(of: order) {
                guard task.record.job.map(jobs.contains) ?? true else { continue }
                guard task.record.obeysControls else {
                    if try removeUnreadable(task, &batch) { report.tasks += 1 }
                    continue
                }
                let control = try control(of: task.record, batch)
                switch task.record.state {
                case .leased:
                    report.inHand += 1
                    guard control.wantsBack(task.record), let worker = queue.leases.want(task.id) else { continue }
                    if task.record.stage == .faxout { report.endingCalls += 1 }
                    tellLatest(worker, &batch)
                case .failed, .corrupt:
                    // They wait for the operator all the same, unless they are to end.
                    guard control.cancellation != nil else { continue }
                    try reroute(task, &batch)
                    report.tasks += 1
                case .ready, .delayed, .blocked, .held:
                    guard control.moves(task.record) else { continue }
                    try reroute(task, &batch)
                    report.tasks += 1
                }
            }
        }
        return report
    }

    /// Takes delayed tasks at once, and puts back what was set aside.
    private mutating func retry(_ selection: JobSelection, _ batch: inout Batch) throws -> CommandReport {
        var report = CommandReport()
        let (order, jobs, refusal) = try retriedJobs(selection, batch)
        report.jobs = jobs.count
        for task in try batch.transaction.tasks(of: order) {
            guard task.record.job.map(jobs.contains) ?? true else { continue }
            switch task.record.state {
            case .failed, .corrupt:
                try restore(task, &batch)
            case .delayed, .blocked:
                if let number = task.record.destination, queue.numbers.restsUntil(number, now: batch.now.wall) != nil {
                    try batch.transaction.setNumber(queue.numbers.endRest(of: number), of: number)
                    queue.gates.change(at: .number(number))
                }
                var record = task.record
                record.due = batch.now.wall
                try reroute(task, to: record, &batch)
                try batch.note("To be tried at once, as the operator wants.", record)
            case .ready, .leased, .held:
                continue
            }
            report.tasks += 1
        }
        if report.tasks == 0 {
            if let refusal { throw refusal }
            report.warning =
                "There is nothing to try again: no task of it was set aside, or waits for a time or a call."
        }
        return report
    }

    /// The jobs that are meant, ended or not: the word about one that has ended may be what is stuck. And what is to be said where all have
    /// ended, and nothing is.
    private func retriedJobs(
        _ selection: JobSelection, _ batch: Batch
    ) throws -> (OrderID, Set<JobID>, refusal: SpoolError?) {
        switch selection {
        case .job(let job):
            guard let record = try batch.transaction.job(job) else {
                throw SpoolError(.unknown, "there is no job \(job)")
            }
            return (job.order, [job], record.state.hasEnded ? Self.ended(record) : nil)
        case .order(let order):
            let jobs = try batch.transaction.jobs(state: nil, order: order, limit: Int(Int32.max))
            guard !jobs.isEmpty else { throw SpoolError(.unknown, "there is no order \(order)") }
            let haveEnded = jobs.allSatisfy(\.state.hasEnded)
            return (order, Set(jobs.map(\.id)), haveEnded ? Self.nothingGoesOn(order) : nil)
        }
    }

    private static func ended(_ job: JobRecord) -> SpoolError {
        SpoolError(.unknown, "job \(job.id) has ended: \(job.state.rawValue)")
    }

    private static func nothingGoesOn(_ order: OrderID) -> SpoolError {
        SpoolError(.unknown, "there is no job of order \(order) that goes on")
    }

    private mutating func restoreAll(_ batch: inout Batch) throws -> CommandReport {
        var report = CommandReport()
        var jobs: Set<JobID> = []
        for task in try batch.transaction.tasksSetAside() {
            jobs.formUnion(try batch.jobs(of: task.record))
            try restore(task, &batch)
            report.tasks += 1
        }
        report.jobs = jobs.count
        return report
    }

    /// Puts a task back that was set aside; it begins anew.
    private mutating func restore(_ task: FiledTask, _ batch: inout Batch) throws {
        var record = task.record
        record.due = batch.now.wall
        record.retries = 0
        record.troubles = 0
        record.losses = 0
        try reroute(task, to: record, &batch)
        let state = record.ending == nil ? JobState(waitingAt: record.station) : nil
        let event = "put back at \(record.stage) by the operator"
        try batch.apply(
            try batch.jobs(of: record).map { JobUpdate(job: $0, state: state, event: event) }, stage: nil)
    }

    /// Tells a worker at once what it would hear after its next heartbeat.
    func tellLatest(_ worker: WorkerID, _ batch: inout Batch) {
        let word = WorkerWord(
            unwanted: queue.leases.unwanted(of: worker), pausedLines: queue.pausedLines)
        batch.tell(worker, .readied(word))
    }
}

extension JobState {
    /// The state of a job whose task waits at `station`; `nil` for `deliver`, whose jobs have ended but for mails to the postmaster.
    init?(waitingAt station: Station) {
        switch station.stage {
        case .enrich: self = station.lane == .received ? .received : .accepted
        case .render: self = station.lane == .received ? .received : .enriched
        case .faxout: self = .rendered
        case .deliver where station.lane == .postmaster: self = .accepted
        case .deliver: return nil
        }
    }
}
