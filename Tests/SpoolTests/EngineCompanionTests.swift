import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("Several faxes in one call")
struct EngineCompanionTests {
    /// A spool that lets so many faxes go in one call, and a worker with room for `room` calls.
    private func bench(_ faxesPerCall: Int, room: Int = 1, _ more: String = "") throws -> EngineBench {
        let bench = try EngineBench(configuration: "spool: { faxes-per-call: \(faxesPerCall)\(more) }")
        bench.ready("a", room, stage: .faxout)
        return bench
    }

    private func names(_ task: LeasedTask) -> [String] { ([task] + task.companions).map(\.name) }

    @Test func faxesToOneNumberGoTogetherInTheirOrderUpToTheLimit() throws {
        let bench = try bench(3)
        bench.submit(
            .named("1", stage: .faxout, to: "1"), .named("other", stage: .faxout, to: "2"),
            .named("2", stage: .faxout, to: "1"), .named("3", stage: .faxout, to: "1"),
            .named("4", stage: .faxout, to: "1"))
        #expect(bench.given("a").map(names) == [["1", "2", "3"]])
        let depth = try bench.depth(.faxout)
        #expect(depth.leased == 3)
        #expect(depth.ready == 2)
    }

    @Test func oneFaxPerCallIsOne() throws {
        let bench = try bench(1)
        bench.submit(.named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"))
        #expect(bench.given("a").map(names) == [["1"]])
    }

    @Test func onlyFaxesOfTheSameGroupAndPriorityGoAlong() throws {
        let bench = try bench(9)
        bench.submit(
            .named("urgent", stage: .faxout, priority: .urgent, to: "1"), .named("normal", stage: .faxout, to: "1"),
            .named("abroad", stage: .faxout, lane: Lane(rawValue: "abroad"), priority: .urgent, to: "1"),
            .named("nobody", stage: .faxout, priority: .urgent), .named("page", priority: .urgent, to: "1"),
            .named("too", stage: .faxout, priority: .urgent, to: "1"))
        #expect(bench.given("a").map(names) == [["urgent", "too"]])
    }

    @Test func whatIsHeldDelayedOrOverStaysBehind() throws {
        let bench = try bench(9)
        bench.ready("a", 0, stage: .faxout)
        bench.submit(
            .named("1", stage: .faxout, job: 1, to: "1"), .named("held", stage: .faxout, job: 2, to: "1"),
            .named("late", stage: .faxout, notBefore: .after(60), to: "1"),
            .named("over", stage: .faxout, expires: .after(1), to: "1"), .named("2", stage: .faxout, to: "1"),
            updates: [JobUpdate(job: .sample), JobUpdate(job: JobID(order: .sample, number: 2))])
        try bench.command(.hold(.job(JobID(order: .sample, number: 2))))
        bench.stall(.seconds(2))
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").map(names) == [["1", "2"]])
    }

    @Test func whatWaitsForTheNumberGoesInTheNextCallWhoeverSendsIt() throws {
        let bench = try bench(3, room: 2, ", calls-per-sender: 1")
        func submit(_ name: String, _ sender: String, _ id: UInt64) {
            let order = OrderID(rawValue: id)
            bench.submit(.named(name, stage: .faxout, order: order, to: "1"), order: order, sender: sender)
        }
        submit("ann1", "ann", 1)
        let first = bench.given("a")
        #expect(first.map(names) == [["ann1"]])
        submit("bob1", "bob", 2)
        submit("bob2", "bob", 3)
        submit("ann2", "ann", 4)
        #expect(try bench.depth(.faxout).blocked == 3)
        bench.complete(first[0])
        #expect(bench.given("a").map(names) == [["bob1", "bob2", "ann2"]])
    }

    @Test func theCallTakesOnePlaceUntilTheLastOfThemHasEnded() throws {
        let bench = try EngineBench(
            configuration: "{ spool: { faxes-per-call: 2 }, line-groups: [{ name: default, calls: 1 }] }")
        bench.ready("a", 2, stage: .faxout)
        bench.submit(
            .named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"),
            .named("3", stage: .faxout, to: "1"), .named("4", stage: .faxout, to: "2"))
        let call = try #require(bench.given("a").first)
        #expect(names(call) == ["1", "2"])
        bench.complete(call)
        #expect(bench.given("a").isEmpty)
        bench.complete(call.companions[0])
        #expect(bench.given("a").map(names) == [["3"]])
    }

    @Test func aSenderWhoseFaxOnlyGoesAlongMakesNoCallOfItsOwn() throws {
        let bench = try bench(2, room: 2, ", calls-per-sender: 1")
        let bob = OrderID(rawValue: 2)
        bench.ask(
            .submit(
                Submission(order: .sample, sender: "ann", tasks: [.named("ann", stage: .faxout, to: "1")])))
        let call = try #require(bench.given("a").first)
        bench.submit(
            .named("bob", stage: .faxout, order: bob, to: "1"), .named("bob2", stage: .faxout, order: bob, to: "2"),
            order: bob, sender: "bob")
        #expect(bench.given("a").map(names) == [["bob2"]])
        bench.complete(call)
        #expect(bench.given("a").isEmpty, "bob has a call")
    }

    @Test func whatDidNotReachItsWorkerIsPutBackWithItsCompanions() throws {
        let bench = try bench(2)
        bench.submit(.named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"))
        bench.undeliverable(try #require(bench.given("a").first), to: "a")
        #expect(try bench.depth(.faxout).ready == 2)
        bench.ready("b", 1, stage: .faxout)
        #expect(bench.given("b").map(names) == [["1", "2"]])
    }

    @Test func theFaxesOfAWorkerThatWasLostGoTogetherAgain() throws {
        let bench = try bench(2)
        bench.submit(.named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"))
        _ = bench.given("a")
        bench.tick(after: .seconds(40))
        bench.ready("b", 1, stage: .faxout)
        #expect(bench.given("b").map(names) == [["1", "2"]])
    }

    @Test func afterARestartTheyEndAsTheyWouldHave() throws {
        let bench = try bench(2)
        bench.submit(
            .named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"),
            .named("3", stage: .faxout, to: "1"))
        let call = try #require(bench.given("a").first)
        try bench.restart()
        bench.ready("a", 1, stage: .faxout, holding: [call] + call.companions)
        bench.complete(call)
        #expect(bench.given("a").isEmpty)
        bench.complete(call.companions[0])
        #expect(bench.given("a").map(names) == [["3"]])
    }

    @Test func aHeartbeatThatNamesThemAllLosesNone() throws {
        let bench = try bench(2)
        bench.submit(.named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"))
        let call = try #require(bench.given("a").first)
        bench.pass(.seconds(20))
        #expect(bench.ready("a", 1, stage: .faxout, holding: [call] + call.companions) == [])
        bench.pass(.seconds(20))
        #expect(bench.ready("a", 1, stage: .faxout, holding: [call]) == [])
        #expect(try bench.depth(.faxout).leased == 1, "the one that is not named did not arrive")
    }

    /// The first of a call ends without its worker, and goes to `deliver` while the others are still in the call.
    @Test func theCallGoesOnWhenItsFirstFaxIsOver() throws {
        let bench = try bench(3)
        bench.ready("d", 1, stage: .deliver)
        bench.submit(
            .named("1", stage: .faxout, job: 1, to: "1"), .named("2", stage: .faxout, job: 2, to: "1"),
            .named("3", stage: .faxout, job: 3, to: "1"), .named("next", stage: .faxout, job: 4, to: "2"),
            updates: (1...4).map { JobUpdate(job: JobID(order: .sample, number: $0)) })
        let call = try #require(bench.given("a").first)
        try bench.command(.cancel(.job(.sample)))
        bench.complete(call, .released)
        let told = bench.given("d")
        #expect(told.map(\.name) == ["1"])
        #expect(bench.given("a").isEmpty, "the line is in the call")
        for companion in call.companions { bench.complete(companion) }
        #expect(bench.given("a").map(\.name) == ["next"])
        bench.submit(.named("again", stage: .faxout, order: .numbered(2), to: "1"), order: .numbered(2))
        bench.ready("b", 1, stage: .faxout)
        #expect(bench.given("b").map(\.name) == ["again"], "nobody calls the number any more")
        #expect(bench.engine.queue.leases.calls(to: try #require(FaxNumber("1"))) == 1)
    }
}
