import FaxModel
import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite("What a worker makes of its handler's end", .timeLimit(.minutes(20)))
struct WorkerVerdictTests {
    private struct Unexpected: Error, CustomStringConvertible {
        let description = "the printer is on fire"
    }

    /// How the spool is told that `task` ended, when `handler` works on it.
    private func end(
        of task: LeasedTask, _ handler: some StageHandler, retry: RetryPolicy = RetryPolicy()
    ) async throws -> Completion {
        let folder = try TemporaryFolder()
        let endpoint = ScriptedSpool.endpoint(in: folder)
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let bench = try WorkerBench(at: endpoint, handler, retry: retry)
        spool.say(.leased(task), to: try await spool.worker())
        let end = try await spool.completion()
        #expect(end.lease == task.lease)
        try await bench.shutDown()
        return end.completion
    }

    @Test func whatAHandlerReturnsIsToldToTheSpool() async throws {
        let wanted = SampleMessages.completion(
            .done, successors: [SampleMessages.successor], documents: [SampleMessages.document],
            updates: [SampleMessages.news])
        let told = try await end(of: .sample(1), SimpleHandler { _ in wanted })
        #expect(told == wanted)
    }

    @Test func aHandlerReadsItsPayloadAndItsCheckpoint() async throws {
        var task = LeasedTask.sample(1, payload: #"{"page":7}"#)
        task.checkpoint = Array(#"{"page":3}"#.utf8)
        let told = try await end(
            of: task,
            SimpleHandler { lease in
                let payload = try lease.payload(as: [String: Int].self)
                let checkpoint = try lease.checkpoint(as: [String: Int].self)
                var completion = Completion(.done)
                completion.setCheckpoint([payload["page"], checkpoint?["page"]])
                return completion
            })
        #expect(told.checkpoint == Array("[7,3]".utf8))
    }

    @Test func aPayloadThatCannotBeReadSetsTheTaskAsideAsCorrupt() async throws {
        let told = try await end(
            of: .sample(1, payload: "[]"),
            SimpleHandler { lease in
                _ = try lease.payload(as: Order.self)
                return Completion(.done)
            })
        guard case .corrupt(let failure) = told.verdict else {
            Issue.record("ended with \(told.verdict)")
            return
        }
        #expect(failure.status == EnhancedStatusCode(5, 3, 0))
        #expect(failure.sentence.hasPrefix("The task can't be read: the payload is no Order"))
    }

    @Test func aCancelledHandlerHandsItsTaskBack() async throws {
        let told = try await end(of: .sample(1), SimpleHandler { _ in throw CancellationError() })
        #expect(told == Completion(.released))
    }

    @Test func aFailureIsTriedAgainAfterAWhile() async throws {
        let failure = Failure(EnhancedStatusCode(4, 2, 1), "The line is busy.")
        let before = Date()
        let told = try await end(
            of: .sample(1, troubles: 1), SimpleHandler { _ in throw failure },
            retry: RetryPolicy(first: .seconds(1000), longest: .seconds(5000), tries: 3))
        guard case .trouble(let time, failure) = told.verdict else {
            Issue.record("ended with \(told.verdict)")
            return
        }
        // The wire carries milliseconds.
        #expect(time >= before.addingTimeInterval(1999.999))
        #expect(time <= Date().addingTimeInterval(2000.001))
    }

    @Test func anErrorThatNobodyExpectedIsTriedAgainToo() async throws {
        let told = try await end(of: .sample(1), SimpleHandler { _ in throw Unexpected() })
        guard case .trouble(_, let failure) = told.verdict else {
            Issue.record("ended with \(told.verdict)")
            return
        }
        #expect(failure == Failure(EnhancedStatusCode(4, 3, 0), "the printer is on fire"))
    }

    @Test func afterTheLastTryTheHandlerSaysWhatBecomesOfTheTask() async throws {
        let failure = Failure(EnhancedStatusCode(4, 2, 1), "The line is busy.")
        let told = try await end(
            of: .sample(1, troubles: 2),
            ScriptedHandler(
                work: { _ in throw failure },
                farewell: {
                    SampleMessages.completion(.done, updates: [JobUpdate(job: SampleMessages.job, event: "\($0)")])
                }), retry: RetryPolicy(tries: 3))
        #expect(told.verdict == .done)
        #expect(told.updates.map(\.event) == ["The line is busy. (4.2.1)"])
    }

    @Test func aSpoolInTroubleIsNobodysFailureHoweverOften() async throws {
        let told = try await end(
            of: .sample(1, troubles: 99), SimpleHandler { _ in throw SpoolError(.unreachable, "no answer") },
            retry: RetryPolicy(tries: 3))
        guard case .trouble(_, let failure) = told.verdict else {
            Issue.record("ended with \(told.verdict)")
            return
        }
        #expect(failure.sentence == "no answer")
    }

    @Test(arguments: [SpoolError.Code.unknown, .damaged])
    func aTaskWhoseDocumentIsGoneIsGivenUpAtOnce(_ code: SpoolError.Code) async throws {
        let told = try await end(of: .sample(1), SimpleHandler { _ in throw SpoolError(code, "document 1 is gone") })
        let sentence =
            "The spool has lost a part of the fax: document 1 is gone. Please send it again."
        #expect(told == Completion(.failed(Failure(EnhancedStatusCode(5, 3, 0), sentence))))
    }

    @Test func afterTheLastTryATaskWaitsForTheOperatorByDefault() async throws {
        let failure = Failure(EnhancedStatusCode(4, 2, 1), "The line is busy.")
        let told = try await end(
            of: .sample(1, troubles: 2), SimpleHandler { _ in throw failure }, retry: RetryPolicy(tries: 3))
        #expect(told == Completion(.failed(failure)))
    }
}
