import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("An engine whose clock is set")
struct EngineClockTests {
    @Test(arguments: [-86_400.0, 86_400]) func leasesDoNotCare(_ seconds: TimeInterval) throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        let task = try #require(bench.given("a").first)
        bench.setClock(seconds)
        bench.tick(after: .seconds(29))
        #expect(try bench.depth().leased == 1)
        bench.tick(after: .seconds(4))
        #expect(try bench.depth().leased == 0)
        #expect(bench.complete(task)?.refusal == .stale)
    }

    @Test func aDelayedTaskIsDueWhenTheClockStepsOverItsTime() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("later", notBefore: .after(3600)))
        // Nobody tells the spool of the step: it looks at the clock at least every second.
        #expect(bench.engine.patience(now: bench.now) <= .seconds(1))
        bench.setClock(3600)
        bench.tick()
        #expect(bench.given("a").map(\.name) == ["later"])
    }

    @Test func aTaskWhoseTimeHasComeStaysReadyWhenTheClockStepsBack() throws {
        let bench = try EngineBench()
        bench.submit(.named("later", notBefore: .after(10)))
        bench.tick(after: .seconds(10))
        bench.setClock(-60)
        bench.ready("a", 1)
        #expect(bench.given("a").map(\.name) == ["later"])
    }

    @Test func aTaskInHandIsReadyAgainAtOnceWhenTheClockSteppedBackMeanwhile() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        let task = try #require(bench.given("a").first)
        bench.setClock(-86_400)
        bench.tick()
        bench.complete(task, .released)
        #expect(bench.given("a").map(\.name) == ["x"])
    }

    @Test(arguments: [-86_400, 86_400] as [TimeInterval]) func aWaitIsAsLongAsItWasToBe(_ seconds: TimeInterval) throws
    {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        let task = try #require(bench.given("a").first)
        bench.complete(task, .retry(at: bench.now.wall.addingTimeInterval(20), .busy))
        bench.setClock(seconds)
        bench.tick(after: .seconds(19))
        bench.ready("a", 1)
        #expect(bench.given("a").isEmpty)
        bench.tick(after: .seconds(1))
        #expect(bench.given("a").map(\.name) == ["x"])
    }

    @Test(arguments: [-86_400, 34_560_000] as [TimeInterval]) func aTimeLimitMovesWithTheClock(_ seconds: TimeInterval)
        throws
    {
        let bench = try EngineBench(configuration: "spool: { expire-after: 1h }")
        bench.submit(.named("x", stage: .faxout, job: 1, to: "1"), updates: [JobUpdate(job: .sample)])
        bench.setClock(seconds)
        bench.pass(.seconds(3590))
        #expect(try bench.depth(.faxout).ready == 1)
        bench.tick(after: .seconds(14))
        #expect(try bench.depth(.deliver).ready == 1)
    }

    @Test func aTimeThatASenderHasGivenStaysWhatItIs() throws {
        let bench = try EngineBench()
        bench.submit(
            .named("x", stage: .faxout, job: 1, expires: .after(3600), to: "1"), updates: [JobUpdate(job: .sample)])
        bench.setClock(1800)
        bench.pass(.seconds(1790))
        #expect(try bench.depth(.faxout).ready == 1)
        bench.tick(after: .seconds(14))
        #expect(try bench.depth(.deliver).ready == 1)
    }

    @Test(arguments: [-34_560_000, 34_560_000] as [TimeInterval])
    func aFaxThatWaitsForItsSendersTimeHasItsTimeFromThere(_ seconds: TimeInterval) throws {
        let bench = try EngineBench(configuration: "spool: { expire-after: 1h }")
        let start = StoreBench.time.addingTimeInterval(86_400 + max(0, seconds))
        bench.submit(.named("x", stage: .faxout, notBefore: start, to: "1"))
        bench.setClock(seconds)
        bench.tick()
        let task = try #require(try bench.read { try $0.tasks(of: .sample) }.first?.record)
        #expect(task.state == .delayed)
        #expect(task.due == start)
        #expect(task.expires == start.addingTimeInterval(3600))
    }

    @Test func aTaskPassesItsSendersTimeOnToItsSuccessors() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x", expires: .after(3600)))
        let task = try #require(bench.given("a").first)
        bench.setClock(-600)
        var completion = Completion(.done)
        completion.successors = [.named("y", stage: .faxout, job: 1, to: "1")]
        bench.ask(.complete(task.lease, completion))
        let limit = try bench.read { try $0.tasks(of: .sample) }.first?.record.limit
        #expect(limit == TimeLimit(time: .after(3600), isGiven: true))
    }

    @Test func whatIsNewIsGivenAlsoAfterAStepBack() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.setClock(-3600)
        bench.submit(.named("x"))
        #expect(bench.given("a").map(\.name) == ["x"])
    }

    @Test func withoutTasksTheSpoolSleepsUntilLeasesAreToBeLookedThrough() throws {
        let bench = try EngineBench(lease: .seconds(30))
        bench.tick()
        #expect(bench.engine.patience(now: bench.now) == .seconds(3))
        bench.stall(.seconds(100))
        #expect(bench.engine.patience(now: bench.now) == .zero)
    }
}
