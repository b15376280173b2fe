import FaxModel
import Pipeline

/// A client of the spool for one stage and lane. It says the library's messages over a connection as light as those of the
/// peers' clients. Heartbeats go out between answers, so it must not wait for longer than a lease.
final class SpoolQueueClient: QueueClient {
    /// A fifth of the shortest lease that a benchmark sets, as a worker of ours does.
    static let heartbeat: Duration = .seconds(1)

    private let connection: ZMTPConnection
    private let stage: Stage
    private let lane: Lane
    private var lastRequest: UInt64 = 0
    /// Came while something else was waited for, and not taken yet.
    private var leased: [LeasedTask] = []
    private var taken: LeasedTask?
    /// When to say again that we are there; `nil` before `work`.
    private var nextHeartbeat: ContinuousClock.Instant?

    /// A client of the spool at `endpoint`, connected.
    init(endpoint: String, stage: Stage, lane: Lane) throws {
        self.stage = stage
        self.lane = lane
        // A first byte other than 0, which ZeroMQ keeps for names of its own making.
        let identity = [1] + (0..<15).map { _ in UInt8.random(in: 0...255) }
        connection = try ZMTPConnection(path: String(endpoint.dropFirst("ipc://".count)), identity: identity)
    }

    func work() throws {
        try beReady(for: 1)
    }

    func submit(_ payload: [UInt8]) throws {
        try submit(Workload.order(at: stage, lane, payload: payload))
    }

    /// Hands in an order. It is on disk when this returns.
    func submit(_ submission: Submission) throws {
        try accept(.submit(submission))
    }

    func take() throws -> [UInt8] {
        while leased.isEmpty { try receive() }
        let task = leased.removeFirst()
        taken = task
        return task.payload
    }

    func complete() throws {
        guard let task = taken else { preconditionFailure("no task is taken") }
        try accept(.complete(task.lease, Completion(.done)))
        taken = nil
    }

    func leave() throws {
        try beReady(for: 0)
        for task in leased { try accept(.complete(task.lease, Completion(.released))) }
        nextHeartbeat = nil
    }

    /// Asks, and waits until the spool has answered.
    func ask(_ request: Request) throws -> Response {
        let number = try send(request)
        while true {
            if let answer = try receive(), answer.request == number { return answer.response }
        }
    }

    private func accept(_ request: Request) throws {
        let response = try ask(request)
        guard case .accepted = response else { throw BenchmarkError("the spool answered \(response)") }
    }

    private func beReady(for tasks: Int) throws {
        nextHeartbeat = .now + Self.heartbeat
        let response = try ask(.ready(readiness(for: tasks)))
        guard case .readied(let word) = response, word.over.isEmpty else {
            throw BenchmarkError("the spool answered \(response)")
        }
    }

    private func readiness(for tasks: Int) -> Readiness {
        let held = leased.map(\.lease) + (taken.map { [$0.lease] } ?? [])
        return Readiness(stage: stage, capacities: [Readiness.Capacity(lane: lane, tasks: tasks)], held: held)
    }

    private func send(_ request: Request) throws -> UInt64 {
        lastRequest += 1
        try connection.send(request.frames(request: lastRequest))
        return lastRequest
    }

    /// The next answer; `nil` when a lease came instead.
    @discardableResult private func receive() throws -> (request: UInt64, response: Response)? {
        if let next = nextHeartbeat, next <= .now {
            nextHeartbeat = .now + Self.heartbeat
            _ = try send(.ready(readiness(for: 1)))
        }
        let answer = try Response.read(try connection.receive())
        guard case .leased(let task) = answer.response else { return answer }
        leased.append(task)
        return nil
    }
}
