import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("What the engine throws away")
struct EngineHousekeepingTests {
    @Test("An order is kept for the task that comes in the very batch in which all others have ended")
    func arrival() throws {
        let bench = try EngineBench(configuration: "spool: {keep-documents: 1h, keep-history: 1h}")
        bench.ready("a", 1)
        bench.submit(.named("x"), updates: [JobUpdate(job: .sample, state: .sending)])
        let task = try #require(bench.given("a").first)
        bench.stall(.seconds(7200))
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: .sample, state: .sent)]
        completion.successors = [.named("report", stage: .deliver, job: 1)]
        #expect(bench.ask(.complete(task.lease, completion)) == .accepted)
        #expect(try bench.history() != nil)
        bench.ready("d", 1, stage: .deliver)
        let report = try #require(bench.given("d").first)
        bench.complete(report, from: "d")
        bench.tick(after: .seconds(601))
        #expect(try bench.history() == nil, "once nothing is left to do, it goes")
    }
}
