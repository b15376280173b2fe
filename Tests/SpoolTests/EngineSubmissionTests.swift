import Configuration
import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What the engine takes in")
struct EngineSubmissionTests {
    private let other = OrderID(rawValue: 2)

    @Test func anOrderThatIsHandedInAgainIsAcceptedAndChangesNothing() throws {
        let bench = try EngineBench()
        bench.submit(.named("x"), updates: [JobUpdate(job: .sample, event: "accepted")])
        #expect(bench.submit(.named("x"), updates: [JobUpdate(job: .sample, event: "accepted")]) == .accepted)
        #expect(bench.engine.depth == 1)
        #expect(try bench.depth().ready == 1)
        #expect(try bench.history()?.events.count == 1)
    }

    @Test func anOrderThatIsTwiceInOneBatchIsTakenOnce() throws {
        let bench = try EngineBench()
        let request = Request.submit(Submission(order: .sample, tasks: [.named("x")]))
        #expect(bench.process([("a", request), ("a", request)]) == [.accepted, .accepted])
        #expect(bench.engine.depth == 1)
    }

    @Test func anOrderIsKnownAfterItsTasksAreDoneAndAfterARestart() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        bench.complete(try #require(bench.given("a").first))
        try bench.restart()
        #expect(bench.submit(.named("x")) == .accepted)
        #expect(bench.engine.depth == 0)
    }

    @Test func anotherOrderOfTheSameNameIsRefusedAndNotTakenForTheFirst() throws {
        let bench = try EngineBench()
        #expect(bench.submit(.named("x")) == .accepted)
        #expect(bench.submit(.named("y"))?.refusal == .taken)
        #expect(try bench.depth().ready == 1)
    }

    /// A call that was answered and brought nothing.
    @Test func anOrderWithoutATaskIsHistoryOnly() throws {
        let bench = try EngineBench()
        let update = JobUpdate(job: .sample, state: .noFax, pageCount: 0, event: "The call has ended.")
        let request = Request.submit(Submission(order: .sample, tasks: [], updates: [update]))
        #expect(bench.ask(request) == .accepted)
        #expect(bench.ask(request) == .accepted)
        #expect(bench.engine.depth == 0)
        let history = try #require(try bench.history())
        #expect(history.job.state == .noFax && history.job.ended != nil)
        #expect(history.tasks.isEmpty && history.events.count == 1)
    }

    @Test func anOrderThatComesAfterItsTimeIsRefusedAsLate() throws {
        let bench = try EngineBench()
        func submit(_ order: UInt64, until: Date) -> Response? {
            bench.ask(
                .submit(Submission(order: OrderID(rawValue: order), validUntil: until, tasks: [.named("\(order)")])))
        }
        #expect(submit(1, until: .after(-0.001))?.refusal == .late)
        #expect(bench.engine.depth == 0)
        #expect(submit(2, until: .after(0)) == .accepted)
        // Its answer was lost: however late it is said again, it is stored.
        #expect(submit(2, until: .after(-1)) == .accepted)
        #expect(bench.engine.depth == 1)
    }

    @Test func aFullDiskHasRoomForTheWorkInHand() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        try bench.restart(minimumFreeDisk: ByteCount(1 << 60))
        let piece = Request.write(UploadPiece(upload: 1, offset: 0, bytes: [1]))
        #expect(bench.ask(piece, from: "b")?.refusal == .busy)
        #expect(bench.ask(piece, from: "a") == .accepted)
    }

    @Test func aFullQueueRefusesNewOrdersAndTakesTheNextOnceThereIsRoom() throws {
        let bench = try EngineBench(maximumDepth: 2)
        #expect(bench.submit(.named("1"), .named("2")) == .accepted)
        let limit = IntakeLimit(key: .maximumDepth, limit: 2, current: 2)
        #expect(
            bench.submit(.named("3"), order: other) == .refused(SpoolError(.busy, "nothing new is taken: \(limit)")))
        #expect(try bench.report(.queue, QueueReport.self).limits == [limit])
        #expect(bench.engine.depth == 2)
        bench.ready("a", 1)
        bench.complete(try #require(bench.given("a").first))
        #expect(try bench.report(.queue, QueueReport.self).limits == [])
        #expect(bench.submit(.named("3"), order: other) == .accepted)
        #expect(bench.engine.depth == 2)
    }

    @Test func aFullQueueStillSaysOfAStoredOrderThatItIsStored() throws {
        let bench = try EngineBench(maximumDepth: 1)
        #expect(bench.submit(.named("x")) == .accepted)
        #expect(bench.submit(.named("x")) == .accepted)
        #expect(bench.submit(.named("y"), order: other)?.refusal == .busy)
    }

    @Test func successorsAreTakenHoweverFullTheQueueIs() throws {
        let bench = try EngineBench(maximumDepth: 1)
        bench.ready("a", 1)
        bench.submit(.named("x"))
        var completion = Completion(.done)
        completion.successors = [.named("1", stage: .faxout), .named("2", stage: .faxout)]
        #expect(bench.ask(.complete(try #require(bench.given("a").first).lease, completion)) == .accepted)
        #expect(bench.engine.depth == 2)
    }

    @Test func theDepthIsKnownAfterARestart() throws {
        let bench = try EngineBench(maximumDepth: 1)
        bench.submit(.named("x"))
        try bench.restart()
        #expect(bench.submit(.named("y"), order: other)?.refusal == .busy)
    }

    @Test func aFullDiskRefusesNewOrdersAndPiecesOfDocuments() throws {
        let bench = try EngineBench(minimumFreeDisk: ByteCount(1 << 60))
        #expect(bench.submit(.named("x"))?.refusal == .busy)
        #expect(try bench.report(.queue, QueueReport.self).limits.map(\.key) == [.minimumFreeDisk])
        #expect(bench.ask(.write(UploadPiece(upload: 1, offset: 0, bytes: [1])))?.refusal == .busy)
        #expect(try bench.read { try $0.fingerprint(of: .sample) } == nil)
    }

    @Test func aDocumentThatIsNotWhatItsDigestSaysRefusesTheWholeSubmission() throws {
        let bench = try EngineBench()
        var document = NewDocument([1, 2, 3])
        document.bytes = [1, 2, 4]
        let submission = Submission(order: .sample, tasks: [.named("x")], documents: [document])
        #expect(bench.ask(.submit(submission))?.refusal == .malformed)
        #expect(bench.engine.depth == 0)
        #expect(try bench.read { try $0.fingerprint(of: .sample) } == nil)
        #expect(bench.submit(.named("x")) == .accepted)
    }

    @Test func aDocumentThatIsNotWhatItsDigestSaysLeavesTheTaskWithItsWorker() throws {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(.named("x"))
        let task = try #require(bench.given("a").first)
        var document = NewDocument([1, 2, 3])
        document.bytes = []
        var completion = Completion(.done)
        completion.documents = [document]
        #expect(bench.ask(.complete(task.lease, completion))?.refusal == .malformed)
        #expect(bench.complete(task) == .accepted)
    }

    @Test func whatCannotBeReadIsRefusedAndTheRestOfTheBatchIsNot() throws {
        let bench = try EngineBench()
        #expect(bench.misread(SpoolError(.malformed, "stage is cut off")).map(\.refusal) == [.malformed])
        #expect(bench.misread(SpoolError(.version, "version 2")).map(\.refusal) == [.version])
        #expect(bench.submit(.named("x")) == .accepted)
    }

    @Test func theAnswersComeInTheOrderOfTheRequests() throws {
        let bench = try EngineBench()
        let answers = bench.process([
            ("a", .submit(Submission(order: .sample, tasks: [.named("x")]))),
            ("b", .query(.job(.sample))),
            ("c", .ready(Readiness(stage: .render, capacities: [.init(lane: .default, tasks: 1)], held: []))),
        ])
        #expect(answers.map(\.refusal) == [nil, .unknown, nil])
        #expect(answers.last == .readied(WorkerWord()))
        #expect(bench.given("c").map(\.name) == ["x"])
    }
}
