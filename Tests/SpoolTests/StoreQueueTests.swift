import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("A store's queue")
struct StoreQueueTests {
    private static let abroad = Lane(rawValue: "abroad")

    @Test(arguments: TestedStore.allCases)
    func aTaskIsReadAsItWasWritten(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let order = OrderID(rawValue: .max)
        var written: TaskRecord?
        let id = try bench.insert(
            .named(
                "pages", stage: .faxout, lane: Self.abroad, priority: .bulk, order: order, job: 3, expires: .after(9),
                to: "+4930")
        ) { record in
            record.turn = .max
            record.route = [Self.abroad, .default]
            record.retries = 1
            record.troubles = 2
            record.losses = 3
            record.reason = "busy"
            written = record
        }
        let taskClass = TaskClass(station: Station(stage: .faxout, lane: Self.abroad), priority: .bulk)
        let tasks = try bench.commit { try $0.ready(in: taskClass, limit: 9) }
        #expect(
            tasks == [
                QueuedTask(id: id, record: try #require(written), payload: Array("pages".utf8), checkpoint: [])
            ])
    }

    @Test(arguments: TestedStore.allCases)
    func anEndedTaskKeepsWhyAndWhereItCameFrom(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("x", stage: .faxout, job: 1, to: "1")) { $0.end(.cancelled, .busy, now: .after(1)) }
        let task = try #require(try bench.lease(1, stage: .deliver).first)
        #expect(task.ending == Ending(stage: .faxout, cause: .cancelled, failure: .busy))
        #expect(task.destination == FaxNumber("1"))
    }

    @Test(arguments: TestedStore.allCases)
    func aTaskOfTheWholeOrderHasNoJobAndAnEmptyPayloadStaysEmpty(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named(""))
        let leased = try bench.lease(1)
        #expect(leased.map(\.job) == [nil])
        #expect(leased.map(\.payload) == [[]])
    }

    @Test(arguments: TestedStore.allCases)
    func onlyReadyTasksOfTheClassAreFoundByTurnAndThenByAge(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("third")) { $0.turn = 7 }
        try bench.insert(.named("first")) { $0.turn = -1 }
        try bench.insert(.named("second")) { $0.turn = 3 }
        try bench.insert(.named("fourth")) { $0.turn = 7 }
        try bench.insert(.named("urgent", priority: .urgent))
        try bench.insert(.named("abroad", lane: Self.abroad))
        try bench.insert(.named("faxout", stage: .faxout))
        try bench.insert(.named("later", notBefore: .after(1)))
        try bench.insert(.named("held")) { $0.move(to: .held) }
        try bench.insert(.named("blocked")) { $0.block(behind: .sender(.sample)) }
        func names(_ limit: Int) throws -> [String] {
            try bench.commit { try $0.ready(in: .normal(), limit: limit) }.map {
                String(decoding: $0.payload, as: UTF8.self)
            }
        }
        #expect(try names(9) == ["first", "second", "third", "fourth"])
        #expect(try names(2) == ["first", "second"])
    }

    @Test(arguments: TestedStore.allCases)
    func whatMayGoToAnotherLaneIsFoundByItsChoiceAndTheOldestFirst(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let route = [Lane.default, Self.abroad]
        func insert(_ name: String, due: TimeInterval, _ change: (inout TaskRecord) -> Void = { _ in }) throws {
            try bench.insert(.named(name, stage: .faxout, order: .numbered(Int(due) + 1), to: "1")) { record in
                (record.route, record.due) = (route, .after(due))
                change(&record)
            }
        }
        let choice = LaneChoice(lane: .default, route: route, priority: .normal)
        func found(since time: TimeInterval, limit: Int = 9) throws -> [Int] {
            try bench.commit {
                try $0.offered(choice, since: .after(time), limit: limit)
            }.map { Int($0.record.order.rawValue) }
        }
        #expect(try bench.commit { try $0.offeredSince(choice) } == nil)
        #expect(try bench.commit { try $0.choices() }.isEmpty)
        try insert("second", due: 2)
        try insert("first", due: 1)
        try insert("late", due: 5)
        try insert("there", due: 0) { $0.lane = Self.abroad }
        try insert("alone", due: 0) { $0.route = [] }
        try insert("elsewhere", due: 0) { $0.route = [.default, Lane(rawValue: "broad")] }
        try insert("urgent", due: 0) { $0.priority = .urgent }
        try insert("blocked", due: 0) { $0.block(behind: .sender(.sample)) }
        #expect(try found(since: 4) == [2, 3])
        #expect(try found(since: 9, limit: 1) == [2])
        #expect(try bench.commit { try $0.offeredSince(choice) } == .after(1))
        var (there, elsewhere, urgent) = (choice, choice, choice)
        there.lane = Self.abroad
        elsewhere.route = [.default, Lane(rawValue: "broad")]
        urgent.priority = .urgent
        #expect(try bench.commit { try $0.choices() } == [choice, there, elsewhere, urgent])
    }

    @Test(arguments: TestedStore.allCases)
    func theReadyTaskOfTheClassThatHasWaitedForLongestIsKnown(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func since() throws -> Date? { try bench.commit { try $0.readySince(in: .normal()) } }
        try bench.insert(.named("abroad", lane: Self.abroad), at: .after(-9))
        try bench.insert(.named("urgent", priority: .urgent), at: .after(-9))
        try bench.insert(.named("faxout", stage: .faxout), at: .after(-9))
        try bench.insert(.named("held"), at: .after(-9)) { $0.move(to: .held) }
        try bench.insert(.named("later", notBefore: .after(1)))
        #expect(try since() == nil)
        try bench.insert(.named("young")) { $0.turn = 1 }
        try bench.insert(.named("old"), at: .after(-5)) { $0.turn = 2 }
        #expect(try since() == .after(-5))
    }

    @Test(arguments: TestedStore.allCases)
    func delayedTasksAreFoundWhenTheyAreDueToTheMillisecond(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func due(_ seconds: TimeInterval, limit: Int = 9) throws -> [TaskID] {
            try bench.commit { try $0.due(by: .after(seconds), limit: limit) }.map(\.id)
        }
        #expect(try bench.commit { try $0.nextDue() } == nil)
        let late = try bench.insert(.named("late", stage: .deliver, priority: .bulk, notBefore: .after(20)))
        let soon = try bench.insert(.named("soon", notBefore: .after(10)))
        try bench.insert(.named("ready"))
        #expect(try bench.commit { try $0.nextDue() } == .after(10))
        #expect(try due(9.999) == [])
        #expect(try due(10) == [soon])
        #expect(try due(20) == [soon, late])
        #expect(try due(20, limit: 1) == [soon])
    }

    @Test(arguments: TestedStore.allCases)
    func waitingTasksAreFoundWhenTheirTimeIsOver(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let ready = try bench.insert(.named("ready", expires: .after(2)))
        let delayed = try bench.insert(.named("delayed", notBefore: .after(9), expires: .after(1)))
        let blocked = try bench.insert(.named("blocked", expires: .after(3))) { $0.block(behind: .sender(.sample)) }
        try bench.insert(.named("held", expires: .after(1))) { $0.move(to: .held) }
        try bench.insert(.named("never"))
        try bench.insert(.named("leased", priority: .urgent, expires: .after(1)))
        try bench.lease(1)
        func expired(_ seconds: TimeInterval, limit: Int = 9) throws -> [TaskID] {
            try bench.commit { try $0.expired(by: .after(seconds), limit: limit) }.map(\.id)
        }
        #expect(try expired(0.999) == [])
        #expect(try expired(3) == [delayed, ready, blocked])
        #expect(try expired(3, limit: 1) == [delayed])
    }

    @Test(arguments: TestedStore.allCases)
    func theFirstBehindAGateIsTheOneWhoseTurnIsFirst(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let gate = Gate.number(try #require(FaxNumber("+4930")))
        try bench.insert(.named("second", stage: .faxout)) {
            $0.turn = 9; $0.block(behind: gate)
        }
        let first = try bench.insert(.named("first", stage: .faxout)) {
            $0.turn = 5; $0.block(behind: gate)
        }
        try bench.insert(.named("other", stage: .faxout)) { $0.block(behind: .sender(.sample)) }
        try bench.insert(.named("bulk", stage: .faxout, priority: .bulk)) { $0.block(behind: gate) }
        #expect(try bench.commit { try $0.gates() } == [gate, .sender(.sample)])
        let task = try bench.commit { try $0.first(behind: gate, in: .normal(.faxout)) }
        #expect(task?.id == first)
        #expect(task?.record.gate == gate)
        let nobody = try bench.commit { try $0.first(behind: .sender(Flow(rawValue: 1)), in: .normal(.faxout)) }
        #expect(nobody == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func theFirstTurnIsThatOfWhateverWaits(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func firstTurn() throws -> Int64? { try bench.commit { try $0.firstTurn(in: .normal(.render)) } }
        #expect(try firstTurn() == nil)
        try bench.insert(.named("ready")) { $0.turn = 9 }
        #expect(try firstTurn() == 9)
        try bench.insert(.named("delayed")) {
            $0.turn = 7; $0.move(to: .delayed)
        }
        #expect(try firstTurn() == 7)
        try bench.insert(.named("blocked")) {
            $0.turn = 5; $0.block(behind: .sender(.sample))
        }
        try bench.insert(.named("held")) {
            $0.turn = 1; $0.move(to: .held)
        }
        try bench.insert(.named("bulk", priority: .bulk)) { $0.turn = 2 }
        #expect(try firstTurn() == 5)
    }

    @Test(arguments: TestedStore.allCases)
    func theTasksThatWaitForANumberAreFoundByTurn(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let number = try #require(FaxNumber("+4930"))
        func insert(_ name: String, to: String = "+4930", _ change: (inout TaskRecord) -> Void) throws -> TaskID {
            try bench.insert(.named(name, stage: .faxout, to: to), change)
        }
        let second = try insert("second") {
            $0.turn = 9; $0.block(behind: .number(number))
        }
        let first = try insert("first") { $0.turn = 5 }
        _ = try insert("held") { $0.move(to: .held) }
        _ = try insert("delayed") { $0.move(to: .delayed) }
        _ = try insert("elsewhere", to: "+4931") { $0.turn = 1 }
        try bench.insert(.named("bulk", stage: .faxout, priority: .bulk, to: "+4930"))
        try bench.insert(.named("page", to: "+4930"))
        func waiting(_ limit: Int) throws -> [QueuedTask] {
            try bench.commit { try $0.waiting(for: number, in: .normal(.faxout), limit: limit) }
        }
        #expect(try waiting(9).map(\.id) == [first, second])
        #expect(try waiting(9).map(\.payload) == [Array("first".utf8), Array("second".utf8)])
        #expect(try waiting(1).map(\.id) == [first])
        #expect(try waiting(0).isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func noIdIsGivenTwiceWhateverIsRemovedAndFails(_ kind: TestedStore) throws {
        struct Trouble: Error {}
        let bench = try StoreBench(kind)
        var known: Set<TaskID> = []
        func insertAndRemove() throws {
            for _ in 0..<3 {
                let task = try bench.insert(.named("x"))
                try bench.commit { try $0.remove(task) }
                #expect(known.insert(task).inserted)
            }
        }
        func fail() {
            #expect(throws: Trouble.self) {
                try bench.commit { transaction in
                    let record = TaskRecord(.named("x"), flow: .sample, at: .after(0))
                    _ = try transaction.insert(record, payload: [], leasedTo: nil)
                    throw Trouble()
                }
            }
        }
        fail()
        try insertAndRemove()
        fail()
        try insertAndRemove()
        try bench.reopen()
        try insertAndRemove()
    }

    @Test(arguments: TestedStore.allCases)
    func aRemovedTaskIsGone(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("x"))
        let lease = try #require(try bench.lease(1).first).lease
        try bench.commit { try $0.remove(lease.task) }
        #expect(try bench.record(of: lease) == nil)
        #expect(try bench.count() == 0)
    }

    @Test(arguments: TestedStore.allCases)
    func theNumberOfARemovedTaskIsNotGivenAgain(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let first = try bench.insert(.named("x"))
        try bench.commit { try $0.remove(first) }
        #expect(try bench.insert(.named("y")) != first)
    }

    @Test(arguments: TestedStore.allCases)
    func everyTaskIsCountedOnceByStationAndState(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        #expect(try bench.commit { try $0.counts() }.isEmpty)
        for name in ["leased", "failed", "corrupt"] { try bench.insert(.named(name, priority: .urgent)) }
        let leased = try bench.lease(1, 2, 3)
        try bench.write(leased[1].lease) { $0.move(to: .failed) }
        try bench.write(leased[2].lease) { $0.move(to: .corrupt) }
        try bench.insert(.named("ready"))
        try bench.insert(.named("delayed", notBefore: .after(101)))
        for _ in 0..<2 { try bench.insert(.named("abroad", stage: .faxout, lane: Self.abroad)) }
        let counts = try bench.commit { try $0.counts() }
        let render = counts.filter { $0.station == Station(stage: .render, lane: .default) }
        #expect(Set(render.map(\.state)) == [.leased, .failed, .corrupt, .ready, .delayed])
        #expect(render.allSatisfy { $0.count == 1 })
        let faxout = counts.filter { $0.station == Station(stage: .faxout, lane: Self.abroad) }
        #expect(faxout.map(\.count) == [2])
    }

    @Test(arguments: TestedStore.allCases)
    func theTasksOfAnOrderAndThoseSetAsideAreFound(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let mine = [try bench.insert(.named("a", job: 1)), try bench.insert(.named("b", stage: .deliver, job: 2))]
        let other = try bench.insert(.named("c", stage: .faxout, order: OrderID(rawValue: 2)))
        let leased = try bench.lease(1, stage: .faxout)
        try bench.write(leased[0].lease) { $0.move(to: .corrupt) }
        #expect(try bench.commit { try $0.tasks(of: .sample) }.map(\.id) == mine)
        let whole = try bench.insert(.named("whole", stage: .enrich))
        for (index, task) in mine.enumerated() {
            let job = JobID(order: .sample, number: index + 1)
            #expect(try bench.commit { try $0.tasks(ofJob: job) }.map(\.id) == [task, whole])
        }
        #expect(try bench.commit { try $0.tasksSetAside() }.map(\.id) == [other])
    }

    @Test(arguments: TestedStore.allCases)
    func whenTheClockIsSetWaitsAndTheSpoolsLimitsMoveWithItAndTimesOfDayDoNot(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func own(_ seconds: TimeInterval) -> TimeLimit { TimeLimit(time: .after(seconds), isGiven: false) }
        var tasks: [TaskID] = []
        tasks.append(try bench.insert(.named("asked", notBefore: .after(50), expires: .after(60))))
        tasks.append(try bench.insert(.named("asked", notBefore: .after(50))) { $0.limit = own(90) })
        tasks.append(
            try bench.insert(.named("asked and held", notBefore: .after(50))) {
                $0.move(to: .held)
                $0.limit = own(90)
            })
        tasks.append(
            try bench.insert(.named("tried", notBefore: .after(10), expires: .after(60))) { $0.retries = 1 })
        tasks.append(
            try bench.insert(.named("troubled", notBefore: .after(20))) {
                $0.troubles = 1
                $0.limit = own(80)
            })
        tasks.append(
            try bench.insert(.named("tried and held", notBefore: .after(20))) {
                $0.retries = 1
                $0.move(to: .held)
            })
        tasks.append(try bench.insert(.named("ready")) { $0.limit = own(70) })
        try bench.commit { try $0.shiftTimes(by: -3600, from: .after(5)) }
        let records = try bench.commit { try $0.tasks(of: .sample) }
        #expect(records.map(\.id) == tasks)
        #expect(
            records.map(\.record.due) == [50, 50, 50, -3590, -3580, -3580, -3600].map { Date.after($0) })
        #expect(
            records.map(\.record.limit) == [
                TimeLimit(time: .after(60), isGiven: true), own(90), own(90),
                TimeLimit(time: .after(60), isGiven: true), own(80 - 3600), nil, own(70 - 3600),
            ])
    }
}
