import FaxModel
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

@Suite("A worker and its leases", .timeLimit(.minutes(20)))
struct WorkerLeaseTests {
    private let folder: TemporaryFolder
    private let endpoint: String

    init() throws {
        folder = try TemporaryFolder()
        endpoint = ScriptedSpool.endpoint(in: folder)
    }

    @Test func aTaskWhoseLeaseIsLostIsCancelledAndItsEndCountsForNothing() async throws {
        let spool = try ScriptedSpool(at: endpoint) { request in
            guard case .ready(let readiness) = request else { return ScriptedSpool.acceptsAll(request) }
            return .readied(WorkerWord(over: readiness.held.map(\.task).filter { $0.rawValue == 1 }))
        }
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { lease in
                if lease.task.lease.task.rawValue == 1 {
                    try? await workUntilCancelled()
                    #expect(lease.isLost)
                }
                return Completion(.done)
            })
        let worker = try await spool.worker()
        spool.say(.leased(.sample(1)), to: worker)
        let named = try await spool.next { heard -> [LeaseReference]? in
            guard case .ready(let readiness) = heard.request, !readiness.held.isEmpty else { return nil }
            return readiness.held
        }
        #expect(named == [LeasedTask.sample(1).lease])
        spool.say(.leased(.sample(2)), to: worker)
        #expect(try await spool.completion().lease.task.rawValue == 2)
        try await bench.shutDown()
        spool.stop()
        #expect(await spool.furtherCompletions() == [])
    }

    @Test func aTaskWhoseCheckpointComesTooLateIsDropped() async throws {
        let spool = try ScriptedSpool(at: endpoint) { request in
            guard case .checkpoint = request else { return ScriptedSpool.acceptsAll(request) }
            return .refused(SpoolError(.stale, "over"))
        }
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { lease in
                if lease.task.lease.task.rawValue == 1 { try await lease.checkpoint(1) }
                return Completion(.done)
            })
        let worker = try await spool.worker()
        spool.say(.leased(.sample(1)), to: worker)
        let state = try await spool.next { heard -> [UInt8]? in
            guard case .checkpoint(let checkpoint) = heard.request else { return nil }
            return checkpoint.state
        }
        #expect(state == Array("1".utf8))
        spool.say(.leased(.sample(2)), to: worker)
        #expect(try await spool.completion().lease.task.rawValue == 2)
        // The spool has the task elsewhere; the heartbeat learns it, so that the worker may end.
        await bench.cancel()
        spool.stop()
        #expect(await spool.furtherCompletions() == [])
    }

    @Test func asManyTasksRunAtOnceAsAreLeased() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { _ in
                // Nobody goes on before all three are there.
                await withCheckedContinuation { continuation in
                    let all = waiting.withLock { waiting in
                        waiting.append(continuation)
                        return waiting.count == 3 ? waiting : []
                    }
                    for one in all { one.resume() }
                }
                return Completion(.done)
            }, tasks: 3)
        let worker = try await spool.worker()
        for id in 1...3 { spool.say(.leased(.sample(Int64(id))), to: worker) }
        var ended: Set<Int64> = []
        for _ in 1...3 { ended.insert(try await spool.completion().lease.task.rawValue) }
        #expect(ended == [1, 2, 3])
        try await bench.shutDown()
    }

    @Test func aWorkerThatIsShutDownFinishesWhatItHoldsAndTakesNoMore() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { _ in
                for await _ in gate { break }
                return Completion(.done)
            })
        let worker = try await spool.worker()
        spool.say(.leased(.sample(1)), to: worker)
        _ = try await spool.next { heard -> Bool? in
            guard case .ready(let readiness) = heard.request, !readiness.held.isEmpty else { return nil }
            return true
        }
        await bench.beginShutdown()
        let last = try await spool.next { heard -> Readiness? in
            guard case .ready(let readiness) = heard.request, readiness.capacities.allSatisfy({ $0.tasks == 0 })
            else { return nil }
            return readiness
        }
        #expect(last.held == [LeasedTask.sample(1).lease])
        spool.say(.leased(.sample(2)), to: worker)
        let back = try await spool.completion()
        #expect(back.lease.task.rawValue == 2)
        #expect(back.completion == Completion(.released))
        open.yield()
        let end = try await spool.completion()
        #expect(end.lease.task.rawValue == 1)
        #expect(end.completion == Completion(.done))
        try await bench.shutDown()
        spool.stop()
        #expect(await spool.furtherCompletions() == [])
    }

    @Test func aWorkerThatIsCancelledHandsItsTasksBack() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { _ in
                begin.yield()
                try await workUntilCancelled()
                return Completion(.done)
            })
        spool.say(.leased(.sample(1)), to: try await spool.worker())
        for await _ in begun { break }
        await bench.cancel()
        let back = try await spool.completion()
        #expect(back.lease == LeasedTask.sample(1).lease)
        #expect(back.completion == Completion(.released))
    }
}
