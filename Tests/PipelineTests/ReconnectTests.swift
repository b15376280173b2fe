import FaxModel
import Logging
import TestSupport
import Testing

@testable import Pipeline

@Suite("A spool that comes late, or goes and comes back", .timeLimit(.minutes(20)))
struct ReconnectTests {
    private let folder: TemporaryFolder
    private let endpoint: String
    private let submission = Submission(order: SampleMessages.order, tasks: [SampleMessages.first])

    init() throws {
        folder = try TemporaryFolder()
        endpoint = ScriptedSpool.endpoint(in: folder)
    }

    @Test func aRequestWaitsForASpoolThatComesLate() async throws {
        let client = try SpoolClient(endpoint: endpoint, logger: .silent)
        defer { client.close() }
        async let submitted: Void = client.submit(submission)
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        try await submitted
    }

    @Test func aRequestThatTheOldSpoolDidNotAnswerIsAnsweredByTheNewOne() async throws {
        let client = try SpoolClient(endpoint: endpoint, logger: .silent)
        defer { client.close() }
        let silent = try ScriptedSpool(at: endpoint) { _ in nil }
        async let submitted: Void = client.submit(submission)
        let first = try await silent.submission()
        #expect(first.order == submission.order)
        silent.stop()
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        try await submitted
        #expect(try await spool.submission() == first)
    }

    @Test func aWorkerTellsTheNewSpoolWhatItHolds() async throws {
        let first = try ScriptedSpool(at: endpoint)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { _ in
                for await _ in gate { break }
                return Completion(.done)
            })
        let worker = try await first.worker()
        first.say(.leased(.sample(1)), to: worker)
        _ = try await first.next { heard -> Bool? in
            guard case .ready(let readiness) = heard.request, !readiness.held.isEmpty else { return nil }
            return true
        }
        first.stop()
        let second = try ScriptedSpool(at: endpoint)
        defer { second.stop() }
        let (name, held) = try await second.next { heard -> ([UInt8], [LeaseReference])? in
            guard case .ready(let readiness) = heard.request else { return nil }
            return (heard.worker, readiness.held)
        }
        #expect(name == worker)
        #expect(held == [LeasedTask.sample(1).lease])
        open.yield()
        #expect(try await second.completion().lease == LeasedTask.sample(1).lease)
        try await bench.shutDown()
    }
}
