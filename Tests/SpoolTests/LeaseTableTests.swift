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

    private func record(_ lane: Lane = .default, to number: String? = nil, of sender: String = "ann") -> TaskRecord {
        TaskRecord(
            .named("x", stage: .faxout, lane: lane, to: number), flow: Flow(sender: sender), at: .after(0))
    }

    /// A table in which `a` holds tasks 1 and 2 of the default lane and 3 of another.
    private func table() -> LeaseTable {
        var table = LeaseTable(duration: .seconds(10))
        for (task, lane) in [(1, Lane.default), (2, .default), (3, Lane(rawValue: "abroad"))] {
            table.insert(lease(Int64(task)), worker: a, record(lane), now: now)
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
        table.insert(lease(1, 2), worker: b, record(), now: now)
        #expect(table.count(a, .default) == 1)
        #expect(table.count(b, .default) == 1)
        #expect(table.entries[TaskID(rawValue: 1)]?.token == LeaseToken(rawValue: 2))
    }

    @Test func onlyWhatIsNamedUnderTheRightTokenByTheRightWorkerIsExtended() {
        var table = table()
        let soon = now + .seconds(4)
        #expect(table.extend([lease(1), lease(2, 9), lease(9)], of: a, now: soon).lost.map(\.rawValue) == [9])
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

    @Test func callsAreCountedByNumberSenderAndStation() throws {
        var table = LeaseTable(duration: .seconds(10))
        let number = try #require(FaxNumber("+4930"))
        table.insert(lease(1), worker: a, record(to: "+4930"), now: now)
        table.insert(lease(2), worker: b, record(to: "+4931"), now: now)
        table.insert(lease(3), worker: b, record(), now: now)
        #expect(table.calls(to: number) == 1)
        #expect(table.calls(of: Flow(sender: "ann")) == 2)
        #expect(table.calls(of: Flow(sender: "bob")) == 0)
        #expect(table.count(at: Station(stage: .faxout, lane: .default)) == 3)
        #expect(table.remove(TaskID(rawValue: 1))?.calledNumber == number)
        #expect(table.calls(to: number) == 0)
        #expect(table.calls(of: Flow(sender: "ann")) == 1)
    }

    @Test func whatIsWantedBackIsToldToItsHolder() {
        var table = table()
        #expect(table.want(TaskID(rawValue: 2)) == a)
        #expect(table.want(TaskID(rawValue: 9)) == nil)
        #expect(table.unwanted(of: a) == [TaskID(rawValue: 2)])
        #expect(table.unwanted(of: b) == [])
    }

    @Test func aHeartbeatOfAnEarlierLeaseOfTheSameWorkerEndsNothing() {
        var table = table()
        table.insert(lease(1, 2), worker: a, record(), now: now)
        #expect(table.extend([lease(1, 1), lease(2), lease(3)], of: a, now: now).lost.isEmpty)
    }

    @Test func aPlaceIsFreeWhenTheLastThatSharesItHasEnded() {
        var table = LeaseTable(duration: .seconds(10))
        let first = lease(1, 11)
        table.insert(first, worker: a, record(to: "1"), now: now)
        table.insert(lease(2, 12), worker: a, record(to: "1", of: "bob"), sharing: first, now: now)
        #expect(table.count(a, .default) == 1)
        #expect(table.remove(first.task) == nil)
        // It has ended, and somebody else tells so.
        table.insert(lease(1, 13), worker: b, record(), now: now)
        #expect(table.calls(to: FaxNumber("1")!) == 1)
        #expect(table.calls(of: Flow(sender: "ann")) == 1)
        #expect(table.remove(TaskID(rawValue: 2))?.calledNumber == FaxNumber("1"))
        #expect(table.calls(to: FaxNumber("1")!) == 0)
        #expect(table.count(a, .default) == 0)
        #expect(table.count(b, .default) == 1)
    }
}
