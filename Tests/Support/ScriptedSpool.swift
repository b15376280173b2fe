import FaxModel
import Foundation
public import Pipeline
import Synchronization
import ZeroMQ

/// A spool that says what a test tells it to, at a real ROUTER socket. Where the script has no answer to a heartbeat, it
/// is answered without a lost lease.
public final class ScriptedSpool: Sendable {
    /// A request as it came.
    public struct Heard: Sendable {
        /// Who made it.
        public var worker: [UInt8]
        /// Its number.
        public var number: UInt64
        /// What it asks for.
        public var request: Request
    }

    /// The answer to a request; `nil` to be silent.
    public typealias Script = @Sendable (Request) -> Response?

    private struct State {
        var outgoing: [[[UInt8]]] = []
        var isStopped = false
    }

    /// What comes, in the order in which it comes.
    public let requests: AsyncStream<Heard>
    private let heard: AsyncStream<Heard>.Continuation
    private let state = Mutex(State())
    private let wakeup = Wakeup()
    private let ended = DispatchSemaphore(value: 0)

    /// A spool at `endpoint`, which is bound when this returns.
    public init(at endpoint: String, _ script: @escaping Script = ScriptedSpool.acceptsAll) throws {
        (requests, heard) = AsyncStream.makeStream()
        let bound = DispatchSemaphore(value: 0)
        let failure = Mutex<ZeroMQError?>(nil)
        Thread.detachNewThread { [self] in
            do throws(ZeroMQError) {
                let socket = try ZeroMQSocket(.router, context: ZeroMQContext())
                try socket.bind(to: endpoint)
                bound.signal()
                try run(socket, script)
            } catch {
                failure.withLock { $0 = error }
                bound.signal()
            }
            heard.finish()
            ended.signal()
        }
        bound.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// Accepts what can be accepted.
    public static let acceptsAll: Script = { request in
        switch request {
        case .submit, .amend, .complete, .checkpoint, .write, .seal, .publish: .accepted
        case .ready, .fetch, .query, .command: nil
        }
    }

    /// An endpoint for a spool in `folder`.
    public static func endpoint(in folder: TemporaryFolder) -> String {
        "ipc://\(folder.url.path)/spool"
    }

    /// Sends something unasked.
    public func say(_ response: Response, to worker: [UInt8]) {
        state.withLock { $0.outgoing.append([worker] + response.frames(request: 0)) }
        wakeup.signal()
    }

    /// Ends; its socket is closed when this returns.
    public func stop() {
        state.withLock { $0.isStopped = true }
        wakeup.signal()
        ended.wait()
    }

    /// Waits for the first request that `pick` takes; those before it are let go by.
    ///
    /// - Throws: `CancellationError` when the test's time is over before.
    public func next<Value>(_ pick: (Heard) -> Value?) async throws -> Value {
        for await heard in requests {
            if let value = pick(heard) { return value }
        }
        throw CancellationError()
    }

    private func run(_ socket: borrowing ZeroMQSocket, _ script: Script) throws(ZeroMQError) {
        while !state.withLock({ $0.isStopped }) {
            while let frames = try socket.receive() {
                guard let worker = frames.first, let numbered = Request.read(Array(frames.dropFirst())),
                    case .success(let request) = numbered.request
                else { continue }
                // The answer goes first: whoever hears of the request may rely on it.
                if let response = script(request) ?? Self.heartbeat(request) {
                    _ = try socket.send([worker] + response.frames(request: numbered.number))
                }
                heard.yield(Heard(worker: worker, number: numbered.number, request: request))
            }
            let outgoing = state.withLock { state in
                defer { state.outgoing = [] }
                return state.outgoing
            }
            for frames in outgoing { _ = try socket.send(frames) }
            try socket.poll(or: wakeup.descriptor, milliseconds: -1)
            wakeup.clear()
        }
    }

    private static func heartbeat(_ request: Request) -> Response? {
        guard case .ready = request else { return nil }
        return .readied(WorkerWord())
    }
}
