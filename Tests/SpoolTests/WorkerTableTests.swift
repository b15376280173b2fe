import FaxModel
import Pipeline
import Testing

@testable import spool

@Suite("Who is ready for what")
struct WorkerTableTests {
    private let now = ContinuousClock.now
    private let station = Station(stage: .render, lane: .default)

    private func ready(_ tasks: Int, stage: Stage = .render, lane: Lane = .default) -> Readiness {
        Readiness(stage: stage, capacities: [.init(lane: lane, tasks: tasks)], held: [])
    }

    private func free(_ workers: WorkerTable, _ leases: LeaseTable = LeaseTable(duration: .seconds(1))) -> [String] {
        workers.free(at: station, leases: leases).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func workersTakeTurnsAndTheIdlestBegins() {
        var workers = WorkerTable()
        workers.update(.named("a"), ready(1), now: now)
        workers.update(.named("b"), ready(3), now: now)
        workers.update(.named("c"), ready(2), now: now)
        #expect(free(workers) == ["b", "c", "a", "b", "c", "b"])
    }

    @Test func whatAWorkerHoldsTakesItsPlaces() {
        var workers = WorkerTable()
        var leases = LeaseTable(duration: .seconds(1))
        workers.update(.named("a"), ready(2), now: now)
        for task in 1...3 as ClosedRange<Int64> {
            leases.insert(
                LeaseReference(task: TaskID(rawValue: task), token: LeaseToken(rawValue: 1)), worker: .named("a"),
                TaskRecord(.named("x"), flow: .sample, at: .after(0)), now: now)
            #expect(free(workers, leases).count == max(0, 2 - Int(task)))
        }
    }

    @Test func theOneWithMostRoomIsTheIdlestAndAmongSeveralTheOneWithFewestInHand() {
        var workers = WorkerTable()
        var leases = LeaseTable(duration: .seconds(1))
        func lease(_ task: Int64, to worker: String) {
            leases.insert(
                LeaseReference(task: TaskID(rawValue: task), token: LeaseToken(rawValue: 1)), worker: .named(worker),
                TaskRecord(.named("x"), flow: .sample, at: .after(0)), now: now)
        }
        #expect(workers.idlest(at: station, leases: leases) == nil)
        workers.update(.named("a"), ready(1), now: now)
        workers.update(.named("b"), ready(3), now: now)
        #expect(workers.idlest(at: station, leases: leases) == .named("b"))
        lease(1, to: "b")
        lease(2, to: "b")
        #expect(workers.idlest(at: station, leases: leases) == .named("a"))
        lease(3, to: "a")
        #expect(workers.idlest(at: station, leases: leases) == .named("b"))
        lease(4, to: "b")
        #expect(workers.idlest(at: station, leases: leases) == nil)
    }

    @Test func aWorkerServesWhatItSaidLast() {
        var workers = WorkerTable()
        workers.update(.named("a"), ready(1), now: now)
        workers.update(.named("a"), ready(1, stage: .faxout), now: now)
        #expect(free(workers) == [])
        workers.update(.named("a"), ready(1, lane: Lane(rawValue: "abroad")), now: now)
        #expect(free(workers) == [])
        workers.update(.named("a"), ready(2), now: now)
        #expect(free(workers) == ["a", "a"])
    }

    @Test func aLaneThatIsNamedTwiceCountsTwice() {
        var workers = WorkerTable()
        var readiness = ready(1)
        readiness.capacities.append(.init(lane: .default, tasks: 2))
        workers.update(.named("a"), readiness, now: now)
        #expect(free(workers).count == 3)
    }

    @Test func aWorkerThatIsGoneOrSilentIsForgotten() {
        var workers = WorkerTable()
        for name in ["a", "b", "c"] { workers.update(.named(name), ready(1), now: now) }
        workers.update(.named("b"), ready(1), now: now + .seconds(5))
        workers.forget(.named("a"))
        #expect(Set(free(workers)) == ["b", "c"])
        workers.forget(silentSince: now + .seconds(1))
        #expect(free(workers) == ["b"])
    }

    @Test func nobodyIsGivenMoreAtOneGoThanIsSensible() {
        var workers = WorkerTable()
        workers.update(.named("a"), ready(Int(UInt32.max)), now: now)
        #expect(free(workers).count == WorkerTable.mostAtOnce)
    }

    @Test func nobodyIsGivenMoreThanItsHeartbeatMayName() {
        var workers = WorkerTable()
        var leases = LeaseTable(duration: .seconds(1))
        workers.update(.named("a"), ready(Int(UInt32.max)), now: now)
        let record = TaskRecord(.named("x"), flow: .sample, at: .after(0))
        for task in 1..<Int64(Readiness.most) {
            let lease = LeaseReference(task: TaskID(rawValue: task), token: LeaseToken(rawValue: 1))
            leases.insert(lease, worker: .named("a"), record, now: now)
        }
        #expect(free(workers, leases).count == 1)
    }

    private func lines(_ names: String..., state: LineStatus.State = .free) -> Readiness {
        Readiness(
            stage: .faxout, capacities: [.init(lane: .default, tasks: names.count)], held: [],
            lines: names.map { LineStatus(name: $0, group: .default, state: state) })
    }

    @Test func aLineOfAProgramThatWasStartedAgainIsToldOnce() {
        var workers = WorkerTable()
        workers.update(.named("old"), lines("line-1", "line-2", state: .busy), now: now)
        workers.update(.named("new"), lines("line-1"), now: now + .seconds(5))
        #expect(workers.lines.map(\.name) == ["line-1", "line-2"])
        #expect(workers.lines.map(\.state) == [.free, .busy])
        workers.update(.named("new"), lines(), now: now + .seconds(6))
        workers.update(.named("new"), lines("line-1"), now: now + .seconds(7))
        #expect(workers.lines.count == 2, "it came when it came, whatever it says since")
    }

    @Test func linesOfTwoProgramsThatLiveAreBothToldAlsoByTheSameName() {
        var workers = WorkerTable()
        workers.update(.named("a"), lines("line-1"), now: now)
        workers.update(.named("b"), lines("line-1", state: .busy), now: now + .seconds(1))
        workers.update(.named("a"), lines("line-1"), now: now + .seconds(2))
        #expect(workers.lines.count == 2)
        workers.prolong(by: .seconds(100))
        #expect(workers.lines.count == 2)
    }
}
