import Synchronization

/// What a task waits for while a thread does it: until the thread has done it, or nobody wants it any more.
final class ThreadWork<Result: Sendable>: Sendable {
    private enum State {
        case ready
        case waiting(CheckedContinuation<Result, any Error>)
        case ended
    }

    private let state = Mutex(State.ready)

    /// Whether nobody waits any more.
    var hasEnded: Bool {
        state.withLock { if case .ended = $0 { true } else { false } }
    }

    /// Begins to wait; `false` where it has ended before.
    func begin(_ continuation: CheckedContinuation<Result, any Error>) -> Bool {
        state.withLock { state in
            guard case .ready = state else { return false }
            state = .waiting(continuation)
            return true
        }
    }

    /// Ends with the first result that there is.
    func end(_ result: Swift.Result<Result, any Error>) {
        let state = state.withLock { state in
            defer { state = .ended }
            return state
        }
        if case .waiting(let continuation) = state { continuation.resume(with: result) }
    }
}
