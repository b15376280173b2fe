import DirectoryCopy
import Logging
import ServiceLifecycle

/// Synchronises at once, then again and again; after a run that failed sooner, with growing waits.
final class SyncSchedule: Service {
    private let sync: DirectorySync
    private let interval: Duration
    private let logger: Logger
    private let calls: AsyncStream<Void>
    private let call: AsyncStream<Void>.Continuation

    /// The schedule of `sync`.
    init(_ sync: DirectorySync, every interval: Duration, logger: Logger) {
        self.sync = sync
        self.interval = interval
        self.logger = logger
        (calls, call) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Has it look at once.
    func runNow() {
        call.yield()
    }

    /// Synchronises until it is shut down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var calls = self.calls.makeAsyncIterator()
            var wait = Duration.zero
            while !Task.isCancelled {
                wait = await self.runOnce(after: wait)
                let time = wait
                let call = self.call
                let timer = Task {
                    try await Task.sleep(for: time)
                    call.yield()
                }
                _ = await calls.next()
                timer.cancel()
            }
        }
    }

    /// Runs once, and tells how long to wait until the next time.
    private func runOnce(after wait: Duration) async -> Duration {
        do {
            let report = try await sync.run()
            logger.log(
                level: report.outcome == .held ? .error : report.outcome == .unchanged ? .info : .notice,
                "\(report.sentence)")
            for bad in report.badEntries.prefix(20) {
                logger.warning("An entry can't be used as it is: \(bad.reason)", metadata: ["dn": "\(bad.dn)"])
            }
            return interval
        } catch {
            guard !Task.isCancelled else { return interval }
            let next = min(interval, max(.seconds(5), wait == interval ? .seconds(5) : wait * 2))
            logger.error("The directory was not copied; tried again in \(next.components.seconds) s: \(error)")
            return next
        }
    }
}
