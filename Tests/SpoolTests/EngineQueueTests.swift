import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("The engine's queue")
struct EngineQueueTests {
    @Test func aTaskGoesFromItsProducerToAWorkerAndIsGoneWhenItIsDone() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        #expect(bench.submit(.named("x")) == .accepted)
        let task = try #require(bench.given("a").first)
        #expect(task.name == "x")
        #expect(try bench.depth().leased == 1)
        #expect(bench.complete(task) == .accepted)
        #expect(try bench.depth() == QueueReport.Depth(stage: .render, lane: .default))
        #expect(bench.engine.depth == 0)
        #expect(bench.events.map(\.move) == [.submitted, .leased, .done])
    }

    @Test func aTaskWaitsForItsFirstWorker() throws {
        let bench = try EngineBench()
        bench.submit(.named("x"))
        bench.tick(after: .seconds(100))
        #expect(try bench.depth().ready == 1)
        bench.ready("a", 1)
        #expect(bench.given("a").map(\.name) == ["x"])
    }

    @Test func aWorkerIsGivenNoMoreThanItCanHold() throws {
        let bench = try EngineBench()
        bench.submit(.named("1"), .named("2"), .named("3"))
        bench.ready("a", 2)
        let first = bench.given("a")
        #expect(first.map(\.name) == ["1", "2"])
        bench.ready("a", 2, holding: first)
        #expect(bench.given("a").isEmpty)
        bench.complete(first[0])
        #expect(bench.given("a").map(\.name) == ["3"])
    }

    @Test func aWorkerThatCanHoldNothingIsGivenNothing() throws {
        let bench = try EngineBench()
        bench.submit(.named("x"))
        bench.ready("a", 0)
        #expect(bench.given("a").isEmpty)
    }

    @Test func aWorkerThatClaimsToHoldEverythingIsGivenItAtOneGoAsFarAsIsSensible() throws {
        let bench = try EngineBench()
        bench.ready("a", Int(UInt32.max))
        bench.submit(.named("1"), .named("2"))
        #expect(bench.given("a").map(\.name) == ["1", "2"])
    }

    @Test func workersAreServedByTurnsTheIdlestFirst() throws {
        let bench = try EngineBench()
        bench.ready("a", 3)
        bench.ready("b", 3)
        bench.ready("c", 1)
        bench.submit(.named("1"), .named("2"))
        let (a, b) = (bench.given("a"), bench.given("b"))
        #expect(a.count == 1)
        #expect(b.count == 1)
        bench.submit(.named("3"), .named("4"), .named("5"), order: OrderID(rawValue: 2))
        #expect(bench.given("a").count == 1)
        #expect(bench.given("b").count == 1)
        #expect(bench.given("c").count == 1)
    }

    @Test func aNewTaskOvertakesNoneThatWaits() throws {
        let bench = try EngineBench()
        bench.submit(.named("first"))
        let second = Submission(order: OrderID(rawValue: 2), tasks: [.named("second", order: OrderID(rawValue: 2))])
        let readiness = Readiness(stage: .render, capacities: [.init(lane: .default, tasks: 1)], held: [])
        bench.process([("a", .ready(readiness)), ("ingest", .submit(second))])
        #expect(bench.given("a").map(\.name) == ["first"])
        #expect(try bench.depth().ready == 1)
    }

    @Test func aNewTaskIsNotGivenOutWhereTheOperatorHasStoppedTheFlow() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        try bench.command(.pause(.stage(.render)))
        bench.submit(.named("x"))
        #expect(bench.given("a").isEmpty)
        try bench.command(.resume(.stage(.render)))
        #expect(bench.given("a").map(\.name) == ["x"])
    }

    @Test func aTaskIsGivenToWorkersOfItsStageAndLaneOnly() throws {
        let bench = try EngineBench()
        let abroad = Lane(rawValue: "abroad")
        bench.ready("render", 9)
        bench.ready("faxout", 9, stage: .faxout)
        bench.ready("abroad", 9, stage: .faxout, lane: abroad)
        bench.submit(
            .named("x", stage: .faxout, lane: abroad), .named("y", stage: .faxout), .named("z", stage: .deliver))
        #expect(bench.given("render").isEmpty)
        #expect(bench.given("faxout").map(\.name) == ["y"])
        #expect(bench.given("abroad").map(\.name) == ["x"])
    }

    @Test func lanesOfOneWorkerAreCountedApart() throws {
        let bench = try EngineBench()
        let abroad = Lane(rawValue: "abroad")
        let readiness = Readiness(
            stage: .faxout, capacities: [.init(lane: .default, tasks: 1), .init(lane: abroad, tasks: 1)], held: [])
        bench.ask(.ready(readiness))
        bench.submit(
            .named("1", stage: .faxout), .named("2", stage: .faxout), .named("3", stage: .faxout, lane: abroad))
        #expect(Set(bench.given("a").map(\.name)) == ["1", "3"])
    }

    @Test func theUrgentOvertakeWhatWaits() throws {
        let bench = try EngineBench()
        bench.submit(.named("bulk", priority: .bulk), .named("normal"), .named("urgent", priority: .urgent))
        bench.ready("a", 1)
        var order: [String] = []
        while let task = bench.given("a").first {
            order.append(task.name)
            bench.complete(task)
        }
        #expect(order == ["urgent", "normal", "bulk"])
    }

    @Test func aSuccessorComesInTheTransactionThatEndsItsPredecessor() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.ready("b", 1, stage: .faxout)
        bench.submit(.named("render"))
        let task = try #require(bench.given("a").first)
        var completion = Completion(.done)
        let reference = completion.add([1, 2, 3], mediaType: "image/tiff")
        completion.successors = [.named("fax", stage: .faxout, job: 1)]
        completion.updates = [JobUpdate(job: .sample, state: .rendered, documents: ["pages": reference], event: "ok")]
        #expect(bench.ask(.complete(task.lease, completion)) == .accepted)
        #expect(bench.given("b").map(\.name) == ["fax"])
        let history = try #require(try bench.history())
        #expect(history.job.state == .rendered)
        #expect(history.documents == ["pages": reference])
        #expect(history.events.map(\.stage) == [.render])
        #expect(
            bench.ask(.fetch(digest: reference.digest, offset: 0, count: 9)) == .content(total: 3, bytes: [1, 2, 3]))
    }

    @Test func aDelayedTaskIsGivenWhenItIsDueAndTheSpoolWakesForIt() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("later", notBefore: .after(0.5)))
        #expect(bench.engine.patience(now: bench.now) == .milliseconds(500))
        bench.tick(after: .milliseconds(499))
        #expect(bench.given("a").isEmpty)
        bench.tick(after: .milliseconds(1))
        #expect(bench.given("a").map(\.name) == ["later"])
    }

    @Test func aTaskThatIsTriedAgainComesBackWhenItIsDue() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1), updates: [JobUpdate(job: .sample)])
        let task = try #require(bench.given("a").first)
        var completion = Completion(.retry(at: .after(20), .busy))
        completion.checkpoint = [7]
        #expect(bench.ask(.complete(task.lease, completion)) == .accepted)
        bench.tick(after: .seconds(19))
        #expect(bench.given("a").isEmpty)
        bench.ready("a", 1)
        bench.tick(after: .seconds(1))
        let again = try #require(bench.given("a").first)
        #expect(again.retries == 1)
        #expect(again.checkpoint == [7])
        #expect(again.lease.token != task.lease.token)
        #expect(try bench.history()?.events.map(\.text) == ["render will try again: The line is busy. (4.2.1)"])
    }

    @Test func aTaskWithTroubleComesBackWhenItIsDueAndIsCounted() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1), updates: [JobUpdate(job: .sample)])
        bench.complete(try #require(bench.given("a").first), .trouble(at: .after(2), .busy))
        #expect(bench.given("a").isEmpty)
        bench.tick(after: .seconds(2))
        let again = try #require(bench.given("a").first)
        #expect(again.troubles == 1)
        #expect(again.retries == 0)
        #expect(try bench.history()?.events.map(\.text) == ["render will try again: The line is busy. (4.2.1)"])
    }

    @Test func aWorkerThatSaysWhyItTriesAgainIsNotRepeatedInTheJournal() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1))
        let task = try #require(bench.given("a").first)
        var completion = Completion(.retry(at: .after(20), .busy))
        completion.updates = [JobUpdate(job: .sample, state: .waiting, event: "busy; again in 20 s")]
        bench.ask(.complete(task.lease, completion))
        #expect(try bench.history()?.events.map(\.text) == ["busy; again in 20 s"])
    }

    @Test func aReleasedTaskIsReadyAtOnce() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        let task = try #require(bench.given("a").first)
        bench.ready("a", 0, holding: [task])
        bench.complete(task, .released)
        bench.ready("b", 1)
        let again = try #require(bench.given("b").first)
        #expect(again.lease.task == task.lease.task)
        #expect(again.losses == 0)
        #expect(again.retries == 0)
    }

    @Test func aCheckpointIsGivenToTheNextWorker() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1))
        let task = try #require(bench.given("a").first)
        let checkpoint = Checkpoint(
            lease: task.lease, state: [1, 2], updates: [JobUpdate(job: .sample, confirmedPages: 1, event: "page 1")])
        #expect(bench.ask(.checkpoint(checkpoint)) == .accepted)
        #expect(try bench.history()?.job.confirmedPages == 1)
        bench.complete(task, .released)
        #expect(bench.given("a").map(\.checkpoint) == [[1, 2]])
        #expect(bench.ask(.checkpoint(checkpoint))?.refusal == .stale)
    }
}
