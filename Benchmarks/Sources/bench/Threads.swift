import Foundation
import Synchronization

/// Runs `body` on so many threads at once, each with its number, and waits for all.
///
/// - Throws: the first error of any of them, when all have ended.
func inThreads<Value: Sendable>(_ count: Int, _ body: @Sendable @escaping (Int) throws -> Value) throws -> [Value] {
    let results = Mutex<[Result<Value, any Error>]>([])
    let done = DispatchSemaphore(value: 0)
    for number in 0..<count {
        Thread.detachNewThread {
            let result = Result { try body(number) }
            results.withLock { $0.append(result) }
            done.signal()
        }
    }
    for _ in 0..<count { done.wait() }
    return try results.withLock { try $0.map { try $0.get() } }
}

/// Sleeps until `instant`, where that has not come.
func sleep(until instant: ContinuousClock.Instant) {
    let duration = instant - .now
    if duration > .zero { Thread.sleep(forTimeInterval: duration / .seconds(1)) }
}

/// Runs `body` to its end, and waits for it.
func blocking<Value: Sendable>(_ body: @Sendable @escaping () async throws -> Value) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        do {
            let value = try await body()
            result.withLock { $0 = .success(value) }
        } catch {
            result.withLock { $0 = .failure(error) }
        }
        done.signal()
    }
    done.wait()
    guard let ended = result.withLock({ $0 }) else { preconditionFailure("it has ended") }
    return try ended.get()
}
