import FaxModel
import Logging
import TestSupport
import Testing

@testable import Pipeline

@Suite("The tasks that run", .timeLimit(.minutes(20)))
struct RunningTasksTests {
    private let folder: TemporaryFolder
    private let client: SpoolClient

    init() throws {
        folder = try TemporaryFolder()
        client = try SpoolClient(endpoint: ScriptedSpool.endpoint(in: folder), logger: .silent)
    }

    private func lease(_ id: Int64, token: UInt64) -> Lease {
        Lease(.sample(id, token: token), client: client, logger: .silent)
    }

    private func work() -> Task<Void, Never> {
        Task { try? await workUntilCancelled() }
    }

    @Test func aStoppedTaskIsCancelledAndItsLeaseIsLost() async {
        defer { client.close() }
        let running = RunningTasks()
        let (lease, work) = (lease(1, token: 1), work())
        running.began(lease, work)
        running.stop(lease.task.lease.task)
        await work.value
        #expect(lease.isLost)
    }

    @Test func anUnwantedTaskIsCancelledAndItsLeaseIsKept() async {
        defer { client.close() }
        let running = RunningTasks()
        let (lease, work) = (lease(1, token: 1), work())
        running.began(lease, work)
        running.interrupt(lease.task.lease.task)
        await work.value
        #expect(lease.isUnwanted)
        #expect(!lease.isLost)
        // It may be lost later all the same.
        running.stop(lease.task.lease.task)
        #expect(lease.isLost)
    }

    @Test func anotherTaskIsLeftAlone() {
        defer { client.close() }
        let running = RunningTasks()
        let (lease, work) = (lease(1, token: 1), work())
        running.began(lease, work)
        running.stop(TaskID(rawValue: 2))
        running.interrupt(TaskID(rawValue: 2))
        #expect(!lease.isLost)
        #expect(!lease.isUnwanted)
        #expect(!work.isCancelled)
        work.cancel()
    }

    @Test func aTaskThatHasEndedIsNotStopped() {
        defer { client.close() }
        let running = RunningTasks()
        let (lease, work) = (lease(1, token: 1), work())
        running.began(lease, work)
        running.ended(lease)
        running.stop(lease.task.lease.task)
        running.interrupt(lease.task.lease.task)
        #expect(!lease.isLost)
        #expect(!lease.isUnwanted)
        #expect(!work.isCancelled)
        work.cancel()
    }

    @Test func theEndOfAnOldLeaseDoesNotForgetTheNewOne() async {
        defer { client.close() }
        let running = RunningTasks()
        let (old, oldWork) = (lease(1, token: 1), work())
        let (new, newWork) = (lease(1, token: 2), work())
        running.began(old, oldWork)
        running.began(new, newWork)
        running.ended(old)
        running.stop(TaskID(rawValue: 1))
        await newWork.value
        #expect(new.isLost)
        oldWork.cancel()
    }
}
