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

    @Test func aTaskWaitsAgainWhenTheClockStepsBackBeforeItsTime() throws {
        let bench = try EngineBench()
        bench.submit(.named("later", notBefore: .after(10)))
        bench.tick(after: .seconds(10))
        bench.setClock(-60)
        bench.ready("a", 1)
        #expect(bench.given("a").isEmpty)
        #expect(bench.engine.patience(now: bench.now) <= .seconds(1))
        for _ in 0..<6 {
            bench.pass(.seconds(10))
            bench.ready("a", 1)
        }
        #expect(bench.given("a").map(\.name) == ["later"])
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
