import FaxModel
import Foundation
import Logging
import Pipeline
import Synchronization

/// Keeps a job's progress with the spool while its line is in a call.
///
/// The line's thread blocks here; the spool is spoken to by tasks, one after the other, so that an older state never
/// overtakes a newer one.
final class ProgressRecorder: Sendable {
    /// Writes progress and news durably; throws when that is not certain.
    typealias Save = @Sendable (FaxProgress, [JobUpdate]) async throws -> Void

    private let job: Mutex<FaxJob>
    private let last = Mutex<Task<Void, any Error>?>(nil)
    /// Counts what was recorded: what has been overtaken is not said again.
    private let newest = Atomic(0)
    private let save: Save
    private let logger: Logger

    /// A recorder of this job.
    init(_ job: FaxJob, logger: Logger, save: @escaping Save) {
        self.job = Mutex(job)
        self.save = save
        self.logger = logger
    }

    /// How the job stands.
    var current: FaxJob { job.withLock { $0 } }

    /// Takes a change in and blocks until it is on disk.
    ///
    /// - Throws: when it is not, for whatever reason. Then nothing must be dialled.
    func require(_ change: (inout FaxJob) -> [JobUpdate]) throws {
        try wait(for: begin(change, isRepeated: false), until: .distantFuture)?.get()
    }

    /// Takes a change in and blocks until it is on disk, but no longer than `limit`: a call that has got so far goes on. What
    /// is not stored is said again until it is, something newer is recorded, or the call has ended.
    ///
    /// - Throws: `LeaseLost` when the fax is in other hands: then the call must not go on.
    func record(
        within limit: DispatchTimeInterval = .seconds(2), _ change: (inout FaxJob) -> [JobUpdate]
    ) throws(LeaseLost) {
        switch wait(for: begin(change, isRepeated: true), until: .now() + limit) {
        case .failure(let loss as LeaseLost)?: throw loss
        case .success?, .failure?: break
        case nil: logger.warning("The spool is slow: the call goes on before its progress is on disk.")
        }
    }

    /// Waits until everything that was recorded is on disk, or the last try to get it there has failed: what the call has come
    /// to says it all.
    func settle() async {
        newest.add(1, ordering: .sequentiallyConsistent)
        _ = await last.withLock { $0 }?.result
    }

    /// Blocks until the task has ended, and gives its result; `nil` when it has not by then.
    private func wait(for task: Task<Void, any Error>, until time: DispatchTime) -> Result<Void, any Error>? {
        let outcome = Outcome()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let result = await task.result
            outcome.result.withLock { $0 = result }
            done.signal()
        }
        _ = done.wait(timeout: time)
        return outcome.result.withLock { $0 }
    }

    private func begin(_ change: (inout FaxJob) -> [JobUpdate], isRepeated: Bool) -> Task<Void, any Error> {
        let (progress, updates) = job.withLock { job in
            let updates = change(&job)
            return (job.progress, updates)
        }
        let number = newest.add(1, ordering: .sequentiallyConsistent).newValue
        return last.withLock { last in
            let task = Task.detached { [last, self] in
                _ = await last?.result
                while true {
                    do {
                        return try await save(progress, updates)
                    } catch {
                        logger.warning("Progress was not stored: \(error)")
                        guard isRepeated, !(error is LeaseLost), isNewest(number) else { throw error }
                        try await Task.sleep(for: .seconds(1))
                        guard isNewest(number) else { throw error }
                    }
                }
            }
            last = task
            return task
        }
    }

    private func isNewest(_ number: Int) -> Bool { newest.load(ordering: .sequentiallyConsistent) == number }

    /// Carries a result from a task to the thread that waits for it.
    private final class Outcome: Sendable {
        let result = Mutex<Result<Void, any Error>?>(nil)
    }
}
