import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("An engine that starts over what another left, or whose store fails")
struct EngineRestartTests {
    /// A bench with one task, which worker `a` holds.
    private func leased() throws -> (bench: EngineBench, task: LeasedTask) {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1))
        return (bench, try #require(bench.given("a").first))
    }

    @Test func afterARestartEveryLeaseBeginsAnew() throws {
        let (bench, task) = try leased()
        bench.stall(.seconds(1000))
        try bench.restart()
        bench.tick(after: .seconds(29))
        #expect(try bench.depth().leased == 1)
        #expect(bench.ready("a", 1, holding: [task]) == [])
        bench.tick(after: .seconds(29))
        #expect(bench.complete(task) == .accepted)
    }

    @Test func afterARestartASilentWorkerLosesItsTask() throws {
        let (bench, task) = try leased()
        try bench.restart()
        bench.tick(after: .seconds(31))
        bench.ready("b", 1)
        #expect(bench.given("b").map(\.lease.task) == [task.lease.task])
    }

    @Test func aWorkerMayEndItsTaskBeforeItsFirstHeartbeatToTheNewSpool() throws {
        let (bench, task) = try leased()
        try bench.restart()
        #expect(bench.complete(task) == .accepted)
        #expect(bench.engine.depth == 0)
    }

    @Test func readyAndDelayedTasksAreFoundByTheFirstWorker() throws {
        let bench = try EngineBench()
        bench.submit(.named("ready"), .named("later", notBefore: .after(10)))
        try bench.restart()
        bench.ready("a", 2)
        #expect(bench.given("a").map(\.name) == ["ready"])
        bench.tick(after: .seconds(10))
        #expect(bench.given("a").map(\.name) == ["later"])
    }

    @Test func aStoreThatFailsRefusesTheWholeBatchAndKeepsNothingOfIt() throws {
        let (bench, task) = try leased()
        bench.fault.next(1)
        let answers = bench.process([
            ("a", .complete(task.lease, Completion(.done))),
            ("b", .submit(Submission(order: OrderID(rawValue: 2), tasks: [.named("y")]))),
            ("a", .ready(Readiness(stage: .render, capacities: [.init(lane: .default, tasks: 9)], held: []))),
        ])
        #expect(answers.map(\.refusal) == [.storage, .storage, .storage])
        #expect(bench.given("a").isEmpty)
        #expect(bench.engine.depth == 1)
        #expect(try bench.depth().leased == 1)
        #expect(bench.events.count { $0.move == .done } == 0)
    }

    @Test(arguments: 1...4) func anEngineWhoseStoreFailedGoesOn(_ failures: Int) throws {
        let (bench, task) = try leased()
        // More than one failure in a row hits what the engine reads again, too.
        bench.fault.next(failures)
        let completion = Request.complete(task.lease, Completion(.done))
        #expect(bench.ask(completion)?.refusal == .storage)
        bench.fault.next(0)
        #expect(bench.submit(.named("y"), order: OrderID(rawValue: 2)) == .accepted)
        #expect(bench.engine.depth == 2)
        #expect(bench.ready("a", 1, holding: [task]) == [])
        #expect(bench.ask(completion) == .accepted)
        #expect(bench.given("a").map(\.name) == ["y"])
        #expect(bench.engine.depth == 1)
    }

    @Test func aTaskWhoseEndWasRefusedByABrokenStoreIsNotForgotten() throws {
        let (bench, task) = try leased()
        bench.fault.next(2)
        bench.complete(task)
        // The worker dies before it could say so again.
        bench.ready("b", 1)
        bench.tick(after: .seconds(31))
        bench.ready("b", 1)
        #expect(bench.given("b").map(\.lease.task) == [task.lease.task])
    }

    @Test func aBatchWithoutRequestsSurvivesABrokenStore() throws {
        let (bench, task) = try leased()
        bench.fault.next(2)
        bench.tick(after: .seconds(31))
        #expect(bench.complete(task) == .accepted)
    }

    @Test func aStoreThatCannotBeReadAtTheStartIsAnError() throws {
        let bench = try EngineBench()
        bench.fault.next(1)
        #expect(throws: StoreError.self) { try bench.restart() }
    }
}
