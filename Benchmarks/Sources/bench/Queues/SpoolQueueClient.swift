import FaxModel
import Pipeline
import ZeroMQ

/// A client of the spool for one stage and lane, with a socket of its own and no thread: light, as the peers' clients are.
final class SpoolQueueClient: QueueClient {
    /// A fifth of the shortest lease that a benchmark sets, as a worker of ours does.
    static let heartbeat: Duration = .seconds(1)

    /// One of the process, as libzmq means it: all sockets share its thread.
    private static let context = ZeroMQContext()

    private let socket: ZeroMQSocket
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
        socket = try ZeroMQSocket(.dealer, context: Self.context)
        // A first byte other than 0, which ZeroMQ keeps for names of its own making.
        try socket.setIdentity([1] + (0..<15).map { _ in UInt8.random(in: 0...255) })
        try socket.connect(to: endpoint)
        let deadline = ContinuousClock.now + .seconds(60)
        while try !socket.takeConnection() {
            guard .now < deadline else { throw BenchmarkError("no spool at \(endpoint)") }
            try socket.poll(milliseconds: 1000)
        }
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
        guard case .readied(lost: []) = response else { throw BenchmarkError("the spool answered \(response)") }
    }

    private func readiness(for tasks: Int) -> Readiness {
        let held = leased.map(\.lease) + (taken.map { [$0.lease] } ?? [])
        return Readiness(stage: stage, capacities: [Readiness.Capacity(lane: lane, tasks: tasks)], held: held)
    }

    private func send(_ request: Request) throws -> UInt64 {
        lastRequest += 1
        guard try socket.send(request.frames(request: lastRequest)) else { throw BenchmarkError("the spool is gone") }
        return lastRequest
    }

    /// The next answer; `nil` when a lease came instead. Heartbeats go out meanwhile.
    @discardableResult private func receive() throws -> (request: UInt64, response: Response)? {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            if let next = nextHeartbeat, next <= .now {
                nextHeartbeat = .now + Self.heartbeat
                _ = try send(.ready(readiness(for: 1)))
            }
            if let frames = try socket.receive() {
                let answer = try Response.read(frames)
                guard case .leased(let task) = answer.response else { return answer }
                leased.append(task)
                return nil
            }
            guard .now < deadline else { throw BenchmarkError("the spool did not answer in a minute") }
            try socket.poll(milliseconds: Int(Self.heartbeat / .milliseconds(1)))
        }
    }
}
