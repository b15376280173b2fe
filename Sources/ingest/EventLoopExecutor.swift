import NIOCore

/// Has a task run on an event loop, so that neither its beginning nor its end costs a way to another thread.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        loop.execute { [self] in withExtendedLifetime(self) { job.runSynchronously(on: executor) } }
    }
}
