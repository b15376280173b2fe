import Synchronization

/// The tasks that a worker's handlers work on now.
final class RunningTasks: Sendable {
    private let tasks = Mutex<[TaskID: (lease: Lease, work: Task<Void, Never>)]>([:])

    func began(_ lease: Lease, _ work: Task<Void, Never>) {
        tasks.withLock { $0[lease.task.lease.task] = (lease, work) }
    }

    /// Forgets the task, unless it is leased anew already.
    func ended(_ lease: Lease) {
        tasks.withLock { tasks in
            guard tasks[lease.task.lease.task]?.lease === lease else { return }
            tasks[lease.task.lease.task] = nil
        }
    }

    /// The task is to be handed back: its handler is cancelled, and what it answers counts.
    func interrupt(_ task: TaskID) {
        let running = tasks.withLock { $0[task] }
        running?.lease.becomeUnwanted()
        running?.work.cancel()
    }

    /// The lease of `task` is over: its handler is cancelled, and what it answers counts for nothing.
    func stop(_ task: TaskID) {
        let running = tasks.withLock { $0.removeValue(forKey: task) }
        running?.lease.end()
        running?.work.cancel()
    }
}
