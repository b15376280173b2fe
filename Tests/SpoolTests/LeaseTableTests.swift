import FaxModel
import Pipeline
import Testing

@testable import spool

@Suite("Who holds what until when")
struct LeaseTableTests {
    private let now = ContinuousClock.now
    private let a = WorkerID.named("a")
    private let b = WorkerID.named("b")

    private func lease(_ task: Int64, _ token: UInt64 = 1) -> LeaseReference {
        LeaseReference(task: TaskID(rawValue: task), token: LeaseToken(rawValue: token))
    }

    /// A table in which `a` holds tasks 1 and 2 of the default lane and 3 of another.
    private func table() -> LeaseTable {
        var table = LeaseTable(duration: .seconds(10))
        for (task, lane) in [(1, Lane.default), (2, .default), (3, Lane(rawValue: "abroad"))] {
            table.insert(lease(Int64(task)), worker: a, stage: .faxout, lane: lane, now: now)
        }
        return table
    }

    @Test func aWorkersTasksAreCountedByLane() {
        var table = table()
        #expect(table.count(a, .default) == 2)
        #expect(table.count(a, Lane(rawValue: "abroad")) == 1)
        #expect(table.count(b, .default) == 0)
        table.remove(TaskID(rawValue: 1))
        #expect(table.count(a, .default) == 1)
        table.remove(TaskID(rawValue: 1))
        table.remove(TaskID(rawValue: 99))
        #expect(table.count(a, .default) == 1)
        table.remove(TaskID(rawValue: 2))
        table.remove(TaskID(rawValue: 3))
        #expect(!table.holdsAny(a))
        #expect(table.entries.isEmpty)
    }

    @Test func aTaskThatIsLeasedAnewChangesItsHolder() {
        var table = table()
        table.insert(lease(1, 2), worker: b, stage: .faxout, lane: .default, now: now)
        #expect(table.count(a, .default) == 1)
        #expect(table.count(b, .default) == 1)
        #expect(table.entries[TaskID(rawValue: 1)]?.token == LeaseToken(rawValue: 2))
    }

    @Test func onlyWhatIsNamedUnderTheRightTokenByTheRightWorkerIsExtended() {
        var table = table()
        let soon = now + .seconds(4)
        #expect(table.extend([lease(1), lease(2, 9), lease(9)], of: a, now: soon).lost.map(\.rawValue) == [2, 9])
        #expect(table.extend([lease(3)], of: b, now: soon).lost.map(\.rawValue) == [3])
        #expect(Set(table.expired(now: now + .seconds(10)).map(\.task.rawValue)) == [2, 3])
        #expect(Set(table.expired(now: now + .seconds(14)).map(\.task.rawValue)) == [1, 2, 3])
        #expect(table.expired(now: now + .milliseconds(9999)).isEmpty)
    }

    @Test func allLeasesCanBeProlonged() {
        var table = table()
        table.prolong(by: .seconds(100))
        #expect(table.expired(now: now + .milliseconds(109_999)).isEmpty)
        #expect(table.expired(now: now + .seconds(110)).count == 3)
    }

    @Test func whatIsNotNamedIsDroppedOnceItsMessageMustHaveArrived() {
        var table = table()
        #expect(table.extend([lease(1)], of: a, now: now + .seconds(5)).dropped.isEmpty)
        let dropped = table.extend([lease(1)], of: a, now: now + .milliseconds(5001)).dropped
        #expect(Set(dropped) == [lease(2), lease(3)])
        #expect(table.extend([], of: b, now: now + .seconds(9)).dropped.isEmpty)
    }
}
