import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

/// A mail to the postmaster is the one job whose work is `deliver`'s: unlike word of what has become of a fax, the operator's commands are about
/// it, and it is what waits for him.
@Suite("A mail to the postmaster, and what the operator says of it")
struct EnginePostmasterTests {
    /// A bench with such a mail, from `submitted` on.
    private func bench(configuration: String = "spool: {}", maximumLosses: Int = 5) throws -> EngineBench {
        let bench = try EngineBench(maximumLosses: maximumLosses, configuration: configuration)
        bench.submit(
            .named("mail", stage: .deliver, lane: .postmaster, job: 1), updates: [JobUpdate(job: .sample)])
        return bench
    }

    private func ready(_ bench: EngineBench, holding: [LeasedTask] = []) {
        bench.ready("d", 1, stage: .deliver, lane: .postmaster, holding: holding)
    }

    private func given(_ bench: EngineBench) throws -> LeasedTask {
        ready(bench)
        return try #require(bench.given("d").first)
    }

    private func depth(_ bench: EngineBench) throws -> QueueReport.Depth {
        try bench.depth(.deliver, lane: .postmaster)
    }

    @Test func itGoesToAWorkerOfItsLaneAndIsDone() throws {
        let bench = try bench()
        bench.ready("other", 9, stage: .deliver)
        #expect(bench.given("other").isEmpty)
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: .sample, state: .noFax, event: "Gone.")]
        #expect(bench.ask(.complete(try given(bench).lease, completion), from: "d") == .accepted)
        let history = try #require(try bench.history())
        #expect(history.job.state == .noFax && history.tasks.isEmpty)
    }

    @Test func whatCouldNotGoIsSetAsideAndPutBackAsAccepted() throws {
        let bench = try bench()
        bench.complete(try given(bench), .failed(.busy), from: "d")
        #expect(try bench.history()?.job.state == .setAside)
        #expect(try depth(bench).failed == 1)
        #expect(try bench.report(.jobs(state: .setAside, limit: 9), JobList.self).jobs.map(\.id) == [.sample])
        ready(bench)
        #expect(bench.given("d").isEmpty)
        #expect(try bench.command(.retry(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        let history = try #require(try bench.history())
        #expect(history.job.state == .accepted)
        #expect(history.events.last?.text == "put back at deliver by the operator")
        #expect(bench.given("d").map(\.name) == ["mail"])
    }

    @Test func allThatIsSetAsideIsPutBackAlsoByTheCommandForAll() throws {
        let bench = try bench()
        bench.complete(try given(bench), .corrupt(.busy), from: "d")
        #expect(try bench.command(.retry(nil)).tasks == 1)
        #expect(try bench.history()?.job.state == .accepted)
        #expect(try given(bench).name == "mail")
    }

    @Test func oneThatIsHeldWaitsAlsoWhereItWasSetAside() throws {
        let bench = try bench()
        #expect(try bench.command(.hold(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        ready(bench)
        #expect(bench.given("d").isEmpty)
        #expect(try depth(bench).held == 1)
        try bench.restart()
        #expect(try bench.command(.release(.job(.sample))).tasks == 1)
        bench.complete(try given(bench), .failed(.busy), from: "d")
        try bench.command(.hold(.job(.sample)))
        try bench.command(.retry(.job(.sample)))
        #expect(bench.given("d").isEmpty)
        #expect(try depth(bench).held == 1)
        #expect(try bench.command(.release(.job(.sample))).tasks == 1)
        #expect(bench.given("d").map(\.name) == ["mail"])
    }

    @Test func oneThatIsTriedLaterIsTriedAtOnce() throws {
        let bench = try bench()
        bench.complete(try given(bench), .retry(at: .after(600), .busy), from: "d")
        ready(bench)
        #expect(bench.given("d").isEmpty)
        #expect(try bench.command(.retry(.job(.sample))).tasks == 1)
        #expect(bench.given("d").map(\.name) == ["mail"])
        #expect(try bench.history()?.job.state == .accepted)
    }

    @Test func oneThatIsCancelledEndsWithItsPayload() throws {
        let bench = try bench()
        #expect(try bench.command(.cancel(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        bench.ready("d", 1, stage: .deliver)
        let ended = try #require(bench.given("d").first)
        #expect(ended.name == "mail" && ended.ending?.cause == .cancelled && ended.ending?.stage == .deliver)
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: .sample, state: .cancelled)]
        #expect(bench.ask(.complete(ended.lease, completion), from: "d") == .accepted)
        let history = try #require(try bench.history())
        #expect(history.job.state == .cancelled && history.tasks.isEmpty)
        #expect(try bench.read { try $0.controls() }.isEmpty)
    }

    @Test func oneInHandIsCalledBackWhenItIsCancelled() throws {
        let bench = try bench()
        let task = try given(bench)
        #expect(try bench.command(.cancel(.job(.sample))) == CommandReport(jobs: 1, inHand: 1))
        #expect(bench.words.map(\.word.unwanted) == [[task.lease.task]])
        #expect(bench.ask(.complete(task.lease, Completion(.released)), from: "d") == .accepted)
        bench.ready("d", 1, stage: .deliver)
        #expect(bench.given("d").map(\.ending?.cause) == [.cancelled])
    }

    @Test func oneThatIsSetAsideCanBeCancelled() throws {
        let bench = try bench()
        bench.complete(try given(bench), .failed(.busy), from: "d")
        #expect(try bench.command(.cancel(.job(.sample))).tasks == 1)
        bench.ready("d", 1, stage: .deliver)
        #expect(bench.given("d").map(\.ending?.cause) == [.cancelled])
    }

    @Test func itsTimeIsNeverOver() throws {
        let bench = try bench(configuration: "spool: { expire-after: 1h }")
        bench.pass(.seconds(7200))
        #expect(try given(bench).ending == nil)
    }

    @Test func oneThatKillsWorkersWaitsForTheOperator() throws {
        let bench = try bench(maximumLosses: 1)
        for _ in 0..<2 {
            _ = try given(bench)
            bench.tick(after: .seconds(35))
        }
        #expect(try depth(bench).corrupt == 1)
        #expect(try bench.history()?.job.state == .setAside)
        #expect(try bench.history()?.tasks.map(\.reason) == ["2 workers died with it"])
    }

    @Test func aPausedLaneHoldsItBack() throws {
        let bench = try bench()
        try bench.command(.pause(.lane(.deliver, .postmaster)))
        ready(bench)
        #expect(bench.given("d").isEmpty)
        try bench.command(.resume(.lane(.deliver, .postmaster)))
        #expect(bench.given("d").map(\.name) == ["mail"])
    }
}
