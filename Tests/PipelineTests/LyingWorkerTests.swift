import FaxModel
import Foundation
import TestSupport
import Testing

@testable import Pipeline

/// A real spool among workers that lie: each lie is refused or ignored, and an honest worker is served as before.
@Suite("A worker that lies harms nobody", .timeLimit(.minutes(20)))
struct LyingWorkerTests {
    /// Runs `body` with a spool; in the end an honest worker has a new task given to it and completes it, and the operator is
    /// answered.
    private func withSpool(
        lease: String = "30s", logs: [String] = [], _ body: @escaping @Sendable (_ endpoint: String) throws -> Void
    ) async throws {
        try await Faxpost.with("", lease: lease) { faxpost in
            let spool = try await faxpost.start(.spool)
            let endpoint = "ipc://\(faxpost.folder.path("spool.sock"))"
            try await Conversation.hold {
                try body(endpoint)
                var honest = try Conversation(with: endpoint)
                let order = try Self.submit(&honest)
                let task = try Self.begin(&honest, order)
                #expect(try honest.ask(.complete(task.lease, Completion(.done))) == .accepted)
                #expect(try honest.refusal(of: .complete(task.lease, Completion(.done))) == .stale)
            }
            #expect(try await faxpost.faxctl("queue").contains("deliver"))
            for log in logs { #expect(spool.output.contains(log)) }
            #expect(try await spool.stop() == .exited(0))
        }
    }

    /// Hands in an order with one task for `deliver`.
    private static func submit(_ conversation: inout Conversation) throws -> OrderID {
        let order = OrderID(time: Date(), random: .random(in: 0...UInt32.max))
        let task = NewTask(stage: .deliver, priority: .normal, job: JobID(order: order, number: 1), payload: "a mail")
        #expect(try conversation.ask(.submit(Submission(order: order, tasks: [task]))) == .accepted)
        return order
    }

    private static func ready(_ tasks: Int, held: [LeaseReference] = []) -> Request {
        .ready(
            Readiness(stage: .deliver, capacities: [Readiness.Capacity(lane: .default, tasks: tasks)], held: held))
    }

    /// Takes and does tasks until it has that of `order`.
    private static func begin(_ worker: inout Conversation, _ order: OrderID) throws -> LeasedTask {
        while true {
            let task = try worker.task(ready(1))
            if task.order == order { return task }
            #expect(try worker.ask(.complete(task.lease, Completion(.done))) == .accepted)
        }
    }

    @Test func aLeaseOfAnotherIsNeitherEndedNorHeldByWhoeverOnlyNamesIt() async throws {
        try await withSpool { endpoint in
            var honest = try Conversation(with: endpoint)
            let task = try Self.begin(&honest, try Self.submit(&honest)).lease
            var liar = try Conversation(with: endpoint)
            let wrong = LeaseReference(task: task.task, token: LeaseToken(rawValue: task.token.rawValue &+ 1))
            let unknown = LeaseReference(task: TaskID(rawValue: .max), token: task.token)
            for lease in [wrong, unknown] {
                for verdict in [Verdict.done, .released, .failed(Failure(EnhancedStatusCode(5, 0, 0), "A lie."))] {
                    #expect(try liar.refusal(of: .complete(lease, Completion(verdict))) == .stale)
                }
                let checkpoint = Checkpoint(lease: lease, state: Array("a lie".utf8), updates: [SampleMessages.news])
                #expect(try liar.refusal(of: .checkpoint(checkpoint)) == .stale)
            }
            // By the right token, but of a connection that the lease is not of.
            let over = WorkerWord(over: [task.task, unknown.task])
            #expect(try liar.ask(Self.ready(0, held: [task, unknown])) == .readied(over))
            #expect(try honest.ask(Self.ready(1, held: [task])) == .readied(WorkerWord()))
            #expect(try honest.ask(.complete(task, Completion(.done))) == .accepted)
            #expect(try honest.refusal(of: .complete(task, Completion(.done))) == .stale)
            #expect(try liar.refusal(of: .complete(task, Completion(.done))) == .stale)
        }
    }

    @Test func whatIsInOthersHandsOrNotThereIsNotAmended() async throws {
        try await withSpool { endpoint in
            var honest = try Conversation(with: endpoint)
            let order = try Self.submit(&honest)
            let task = try Self.begin(&honest, order)
            var liar = try Conversation(with: endpoint)
            func amendment(_ order: OrderID, _ stage: Stage) -> Request {
                let job = JobID(order: order, number: 1)
                return .amend(
                    Amendment(
                        task: NewTask(stage: stage, priority: .normal, job: job, payload: "a lie"),
                        updates: [JobUpdate(job: job, event: "a lie")]))
            }
            for stage in Stage.allCases { #expect(try liar.refusal(of: amendment(order, stage)) == .stale) }
            #expect(try liar.refusal(of: amendment(OrderID(rawValue: 1), .deliver)) == .unknown)
            #expect(try honest.ask(.complete(task.lease, Completion(.done))) == .accepted)
            #expect(try liar.refusal(of: amendment(order, .deliver)) == .stale)
        }
    }

    @Test func whoeverTakesMoreThanCanBeIsGivenWhatThereIsAndLosesItWhenItFallsSilent() async throws {
        try await withSpool(lease: "1s") { endpoint in
            // -1 is this on the wire; and once more, a thousand times.
            let lanes = Array(repeating: Readiness.Capacity(lane: .default, tasks: Int(UInt32.max)), count: 1000)
            var honest = try Conversation(with: endpoint)
            do {
                var liar = try Conversation(with: endpoint)
                let greed = Request.ready(Readiness(stage: .deliver, capacities: lanes, held: []))
                #expect(try liar.ask(greed) == .readied(WorkerWord()))
                var orders: Set<OrderID> = []
                for _ in 1...3 { orders.insert(try Self.submit(&honest)) }
                // What it does not hold by heartbeats it is given again.
                while !orders.isEmpty { orders.remove(try liar.task(greed).order) }
            }
            for _ in 1...3 {
                let lease = try honest.task(Self.ready(1)).lease
                #expect(try honest.ask(.complete(lease, Completion(.done))) == .accepted)
            }
        }
    }

    @Test func aHeartbeatThatNamesMoreLeasesThanThereCanBeTakesNobodyElsesAway() async throws {
        try await withSpool { endpoint in
            let leases = (1...200_000).map {
                LeaseReference(task: TaskID(rawValue: $0), token: LeaseToken(rawValue: 1))
            }
            let heartbeat = Self.ready(0, held: leases).frames(request: 1)
            var honest = try Conversation(with: endpoint)
            let task = try Self.begin(&honest, try Self.submit(&honest)).lease
            var liar = try Conversation(with: endpoint)
            guard case .refused(let error) = try liar.ask(heartbeat, number: 1) else {
                throw SupportError("a heartbeat of more than can be was not refused")
            }
            #expect(error.message == "held: 200000 are more than the 20000 that there may be")
            #expect(try honest.ask(Self.ready(1, held: [task])) == .readied(WorkerWord()))
            #expect(try honest.ask(.complete(task, Completion(.done))) == .accepted)
        }
    }

    @Test func whatIsNoMessageIsRefusedOrThrownAway() async throws {
        try await withSpool(
            logs: ["A message was refused", "A message that is none of ours was thrown away"]) { endpoint in
                var liar = try Conversation(with: endpoint)
                for kind in [0, 10, 127, 128, 129, 255] as [UInt8] {
                    let envelope = Envelope(kind: kind, request: 7).frame
                    #expect(try liar.ask([envelope, []], number: 7).refusal == .malformed)
                }
                let frames = Request.query(.queue).frames(request: 8)
                #expect(try liar.ask([frames[0]], number: 8).refusal == .malformed)
                #expect(try liar.ask([frames[0], frames[1] + [0]], number: 8).refusal == .malformed)
                for nonsense in [[[]], [Array("GET / HTTP/1.1".utf8)], [Array(frames[0].dropLast()), frames[1]]] {
                    try liar.send(nonsense)
                }
                for count in [0, 1, 1000] { try liar.send(Array(repeating: [], count: count + 1)) }
                #expect(try liar.ask(.query(.queue)).refusal == nil)
            }
    }

    @Test func whoeverSendsAFrameThatIsTooLargeIsCutOff() async throws {
        try await withSpool { endpoint in
            let fields = [UInt8](repeating: 0, count: Envelope.largestFrame + 1)
            let liar = try Conversation(with: endpoint)
            try liar.send([Envelope(kind: 1, request: 1).frame, fields])
            // As large as it may be, it is read, and means nothing.
            var other = try Conversation(with: endpoint)
            let frames = [Envelope(kind: 1, request: 1).frame, Array(fields.dropLast())]
            #expect(try other.ask(frames, number: 1).refusal == .malformed)
        }
    }

    @Test func tenThousandMessagesThatWereChangedAtRandomAreRefusedOrTaken() async throws {
        try await withSpool { endpoint in
            var random = SeededGenerator(seed: 1)
            var liar = try Conversation(with: endpoint)
            for _ in 1...100 {
                for _ in 1...100 {
                    guard let sample = SampleMessages.requests.randomElement(using: &random) else { continue }
                    var frames = sample.request.frames(request: 0)
                    for _ in 0..<Int.random(in: 1...4, using: &random) { Mutation.mutate(&frames, &random) }
                    try liar.send(frames)
                }
                #expect(try liar.ask(.query(.queue)).refusal == nil)
            }
        }
    }
}

extension Response {
    /// Why it says no; `nil` when it does not.
    fileprivate var refusal: SpoolError.Code? {
        if case .refused(let error) = self { error.code } else { nil }
    }
}

extension Conversation {
    /// Asks for what is to be refused: why it is; `nil` when it is not.
    fileprivate mutating func refusal(of request: Request) throws -> SpoolError.Code? { try ask(request).refusal }
}
