import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("A store's queue")
struct StoreQueueTests {
    @Test(arguments: TestedStore.allCases)
    func aLeasedTaskHasAllThatItsProducerWrote(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let order = OrderID(rawValue: .max)
        let id = try bench.insert(
            .named("pages", stage: .faxout, lane: Lane(rawValue: "abroad"), priority: .bulk, order: order, job: 3))
        let leased = try bench.lease(.max, stage: .faxout, lane: Lane(rawValue: "abroad"))
        #expect(
            leased == [
                LeasedTask(
                    lease: LeaseReference(task: id, token: LeaseToken(rawValue: .max)), stage: .faxout,
                    lane: Lane(rawValue: "abroad"), order: order, job: JobID(order: order, number: 3), retries: 0,
                    losses: 0, payload: Array("pages".utf8), checkpoint: [])
            ])
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
    func aTaskIsLeasedAtItsStageAndLaneOnly(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("x", stage: .faxout, lane: Lane(rawValue: "abroad")))
        #expect(try bench.lease(1, stage: .faxout, lane: .default).isEmpty)
        #expect(try bench.lease(1, stage: .render, lane: Lane(rawValue: "abroad")).isEmpty)
        #expect(try bench.lease(1, stage: .faxout, lane: Lane(rawValue: "abroad")).map(\.name) == ["x"])
    }

    @Test(arguments: TestedStore.allCases)
    func theUrgentComeFirstThenTheLongestDueThenTheFirstInserted(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("bulk", priority: .bulk))
        try bench.insert(.named("late", notBefore: .after(2)))
        try bench.insert(.named("early", notBefore: .after(1)))
        try bench.insert(.named("first"))
        try bench.insert(.named("second"))
        try bench.insert(.named("urgent", priority: .urgent, notBefore: .after(3)))
        let leased = try bench.lease(1, 2, 3, 4, 5, 6, now: .after(10))
        #expect(leased.map(\.name) == ["urgent", "first", "second", "early", "late", "bulk"])
        #expect(leased.map(\.lease.token.rawValue) == [1, 2, 3, 4, 5, 6])
    }

    @Test(arguments: TestedStore.allCases)
    func noMoreTasksAreLeasedThanThereAreSlots(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        for priority in Priority.allCases { try bench.insert(.named(priority.rawValue, priority: priority)) }
        #expect(try bench.commit { try $0.lease(stage: .render, lane: .default, to: [], now: .after(0)) }.isEmpty)
        #expect(try bench.lease(1, 2).map(\.name) == ["urgent", "normal"])
        #expect(try bench.lease(3, 4).map(\.name) == ["bulk"])
        #expect(try bench.lease(5).isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func aDelayedTaskIsLeasedWhenItsTimeHasComeToTheMillisecond(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("later", notBefore: .after(1)))
        #expect(try bench.lease(1, now: .after(0.999)).isEmpty)
        #expect(try bench.lease(1, now: .after(1)).map(\.name) == ["later"])
    }

    @Test(arguments: TestedStore.allCases)
    func aTaskIsNotDueBeforeItWasInserted(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("new", notBefore: .after(-1000)), at: .after(0))
        try bench.insert(.named("old"), at: .after(-1))
        #expect(try bench.lease(1, 2).map(\.name) == ["old", "new"])
    }

    @Test(arguments: TestedStore.allCases)
    func aRemovedTaskIsGone(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("x"))
        let lease = try #require(try bench.lease(1).first).lease
        try bench.commit { try $0.remove(lease.task) }
        #expect(try bench.place(of: lease) == nil)
        #expect(try bench.commit { try $0.taskCount() } == 0)
    }

    @Test(arguments: TestedStore.allCases)
    func theNumberOfARemovedTaskIsNotGivenAgain(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let first = try bench.insert(.named("x"))
        try bench.commit { try $0.remove(first) }
        #expect(try bench.insert(.named("y")) != first)
    }

    @Test(arguments: TestedStore.allCases)
    func theNextDueTaskIsTheEarliestThatIsStillToCome(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func next(_ now: Date, stage: Stage = .render) throws -> Date? {
            try bench.commit { try $0.nextDue(stage: stage, lane: .default, after: now) }
        }
        #expect(try next(.after(0)) == nil)
        try bench.insert(.named("ready"))
        try bench.insert(.named("normal", notBefore: .after(20)))
        try bench.insert(.named("bulk", priority: .bulk, notBefore: .after(10)))
        try bench.insert(.named("urgent", priority: .urgent, notBefore: .after(30)))
        try bench.insert(.named("elsewhere", stage: .deliver, notBefore: .after(5)))
        #expect(try next(.after(0)) == .after(10))
        #expect(try next(.after(10)) == .after(20))
        #expect(try next(.after(25)) == .after(30))
        #expect(try next(.after(30)) == nil)
        #expect(try next(.after(0), stage: .deliver) == .after(5))
    }

    @Test(arguments: TestedStore.allCases)
    func aLeasedTaskIsNotDue(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("x", notBefore: .after(10)))
        _ = try bench.lease(1, now: .after(10))
        #expect(try bench.commit { try $0.nextDue(stage: .render, lane: .default, after: .after(0)) } == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func theDepthsCountEveryTaskOnceByStageLaneAndState(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let lane = Lane(rawValue: "abroad")
        func depths() throws -> [QueueReport.Depth] { try bench.commit { try $0.depths(now: .after(100)) } }
        #expect(try depths() == [])
        for name in ["leased", "failed", "corrupt"] { try bench.insert(.named(name), at: .after(0)) }
        let leased = try bench.lease(1, 2, 3)
        try bench.commit { transaction in
            try transaction.setAside(leased[1].lease.task, as: .failed, reason: "")
            try transaction.setAside(leased[2].lease.task, as: .corrupt, reason: "")
        }
        try bench.insert(.named("ready"), at: .after(50))
        try bench.insert(.named("delayed", notBefore: .after(101)), at: .after(50))
        try bench.insert(.named("abroad", stage: .faxout, lane: lane), at: .after(60))
        try bench.insert(.named("abroad", stage: .faxout, lane: lane), at: .after(55))
        var render = QueueReport.Depth(stage: .render, lane: .default)
        (render.ready, render.delayed, render.leased, render.failed, render.corrupt) = (1, 1, 1, 1, 1)
        render.oldest = .after(0)
        var faxout = QueueReport.Depth(stage: .faxout, lane: lane)
        faxout.ready = 2
        faxout.oldest = .after(55)
        #expect(try depths() == [render, faxout])
        #expect(try bench.commit { try $0.taskCount() } == 7)
    }

    @Test(arguments: TestedStore.allCases)
    func tasksThatWaitForTheOperatorAreNotTheOldest(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.insert(.named("failed"), at: .after(0))
        let lease = try #require(try bench.lease(1).first).lease
        try bench.commit { try $0.setAside(lease.task, as: .failed, reason: "") }
        #expect(try bench.commit { try $0.depths(now: .after(0)) }.map(\.oldest) == [nil])
    }
}
