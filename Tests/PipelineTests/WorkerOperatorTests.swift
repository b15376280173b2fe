import FaxModel
import TestSupport
import Testing

@testable import Pipeline

@Suite("A worker that hears what the operator wants", .timeLimit(.minutes(20)))
struct WorkerOperatorTests {
    private let folder: TemporaryFolder
    private let endpoint: String

    init() throws {
        folder = try TemporaryFolder()
        endpoint = ScriptedSpool.endpoint(in: folder)
    }

    /// A handler of lines: tells which of them are paused.
    private struct LineHandler: StageHandler {
        let paused: AsyncStream<[String]>.Continuation

        func handle(_ lease: Lease) async throws -> Completion { Completion(.done) }

        func pauseLines(_ names: [String]) async {
            paused.yield(names)
        }
    }

    @Test func theHandlerOfAnUnwantedTaskIsCancelledAndWhatItAnswersCounts() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let answer = SampleMessages.completion(.released, updates: [SampleMessages.news], checkpoint: #"{"page":1}"#)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { lease in
                begin.yield()
                try? await workUntilCancelled()
                #expect(lease.isUnwanted)
                #expect(!lease.isLost)
                return answer
            })
        let worker = try await spool.worker()
        spool.say(.leased(.sample(1)), to: worker)
        for await _ in begun { break }
        spool.say(.readied(WorkerWord(unwanted: [TaskID(rawValue: 1)])), to: worker)
        let end = try await spool.completion()
        #expect(end.lease == LeasedTask.sample(1).lease)
        #expect(end.completion == answer)
        try await bench.shutDown()
    }

    @Test func anUnwantedTaskWhoseHandlerLetsTheCancellationThroughIsHandedBackUntouched() async throws {
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
        let worker = try await spool.worker()
        spool.say(.leased(.sample(1)), to: worker)
        for await _ in begun { break }
        spool.say(.readied(WorkerWord(unwanted: [TaskID(rawValue: 1)])), to: worker)
        #expect(try await spool.completion().completion == Completion(.released))
        try await bench.shutDown()
    }

    @Test func otherTasksGoOnWhenOneIsUnwanted() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { lease in
                if lease.task.lease.task.rawValue == 1 { try await workUntilCancelled() }
                for await _ in gate { break }
                return Completion(.done)
            })
        let worker = try await spool.worker()
        spool.say(.leased(.sample(1)), to: worker)
        spool.say(.leased(.sample(2)), to: worker)
        spool.say(.readied(WorkerWord(unwanted: [TaskID(rawValue: 1)])), to: worker)
        let first = try await spool.completion()
        #expect(first.lease.task.rawValue == 1)
        #expect(first.completion.verdict == .released)
        open.yield()
        let second = try await spool.completion()
        #expect(second.lease.task.rawValue == 2)
        #expect(second.completion.verdict == .done)
        try await bench.shutDown()
    }

    @Test func pausedLinesAreToldToTheHandlerOnceHoweverOftenTheSpoolNamesThem() async throws {
        let spool = try ScriptedSpool(at: endpoint) { request in
            guard case .ready = request else { return ScriptedSpool.acceptsAll(request) }
            return .readied(WorkerWord(pausedLines: ["line1"]))
        }
        defer { spool.stop() }
        let (told, paused) = AsyncStream.makeStream(of: [String].self)
        let bench = try WorkerBench(at: endpoint, LineHandler(paused: paused))
        for _ in 1...5 { _ = try await spool.readiness() }
        try await bench.shutDown()
        paused.finish()
        #expect(await told.reduce(into: []) { $0.append($1) } == [["line1"]])
    }

    @Test func whatCanBeTakenNowReachesTheSpool() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let (changes, change) = AsyncStream.makeStream(of: Availability.self)
        let bench = try WorkerBench(
            at: endpoint, SimpleHandler { _ in Completion(.done) }, changes: changes, heartbeat: .seconds(600))
        let first = try await spool.readiness()
        #expect(first.capacities == [.init(lane: .default, tasks: 2)])
        #expect(first.lines == [])
        let resting = LineStatus(name: "line1", group: .default, state: .resting, reason: "no modem")
        let less = Availability(capacities: [.init(lane: .default, tasks: 1)], lines: [resting])
        change.yield(less)
        var said = try await spool.readiness()
        // A connection that is made says again what was said first.
        while said.lines.isEmpty { said = try await spool.readiness() }
        #expect(said.capacities == less.capacities)
        #expect(said.lines == [resting])
        try await bench.shutDown()
    }
}
