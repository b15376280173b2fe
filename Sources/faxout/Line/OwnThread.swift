import Foundation

/// Work on a thread of its own: what blocks or computes for long must not hold up the threads that all tasks share.
enum OwnThread {
    /// Runs `work` on a new thread, and returns or throws what it does.
    static func run<Value: Sendable>(
        named name: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try work() }) }
            thread.name = name
            thread.stackSize = 512 << 10
            thread.start()
        }
    }
}
