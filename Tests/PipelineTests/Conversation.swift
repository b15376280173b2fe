import Foundation
import Pipeline
import TestSupport
import ZeroMQ

/// A connection to a spool that sends whatever it is told to, and waits for the answers. It belongs to the thread that made
/// it.
struct Conversation: ~Copyable {
    private let socket: ZeroMQSocket
    private var number: UInt64 = 0
    private var tasks: [LeasedTask] = []

    /// A connection to the spool at `endpoint`.
    init(with endpoint: String) throws {
        let socket = try ZeroMQSocket(.dealer, context: ZeroMQContext())
        try socket.connect(to: endpoint)
        self.socket = socket
    }

    /// Holds conversations on a thread of their own, as a part of the test that wants them.
    static func hold(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withTaskExecutorPreference(OwnThread()) { try body() }
    }

    private final class OwnThread: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    /// Sends frames as they are.
    func send(_ frames: [[UInt8]]) throws {
        let deadline = ContinuousClock.now + Self.patience
        while try !socket.send(frames) {
            guard ContinuousClock.now < deadline else { throw SupportError("the spool takes no message") }
            try socket.poll(milliseconds: 10)
        }
    }

    /// Asks, and waits for the answer.
    mutating func ask(_ request: Request) throws -> Response {
        number += 1
        return try ask(request.frames(request: number), number: number)
    }

    /// Sends frames that are request `number`, and waits for the answer.
    mutating func ask(_ frames: [[UInt8]], number: UInt64) throws -> Response {
        try send(frames)
        while let (answered, response) = try hear(within: Self.patience) {
            note(response)
            if answered == number { return response }
        }
        throw SupportError("the spool does not answer")
    }

    /// The next task that it is given, as a worker that says again and again that it is ready.
    mutating func task(_ ready: Request) throws -> LeasedTask {
        let deadline = ContinuousClock.now + Self.patience
        while tasks.isEmpty {
            guard ContinuousClock.now < deadline else { throw SupportError("the spool has no task") }
            _ = try ask(ready)
            // A task comes unasked.
            while tasks.isEmpty, let (_, response) = try hear(within: .milliseconds(100)) { note(response) }
        }
        return tasks.removeFirst()
    }

    private mutating func note(_ response: Response) {
        if case .leased(let task) = response { tasks.append(task) }
    }

    private static let patience = Duration.seconds(60)

    private func hear(within limit: Duration) throws -> (request: UInt64, response: Response)? {
        let deadline = ContinuousClock.now + limit
        repeat {
            if let frames = try socket.receive() {
                let read = try Response.read(frames)
                return (read.request, read.response)
            }
            try socket.poll(milliseconds: max(0, Int((deadline - .now) / .milliseconds(1))))
        } while ContinuousClock.now < deadline
        return nil
    }
}
