internal import Dispatch

/// Runs an actor whose calls block: one after another on a dispatch queue of its own, never on a thread of Swift's
/// cooperative pool, which has only as many as the machine has cores.
final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose queue is called `name` in a debugger.
    init(name: String) {
        self.queue = DispatchQueue(label: name)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
