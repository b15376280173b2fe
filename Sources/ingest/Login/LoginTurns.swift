import NIOCore
import Synchronization

/// Against guessing: of each client so many logins may fail within a while, and then it may try no more.
///
/// As many as may still fail are checked at the same time; others of the client wait for their turn. So right ones are all admitted,
/// however many come at once, and no more wrong ones are tried than one after the other.
final class LoginTurns: Sendable {
    /// Logins of one client that may fail within `window`.
    static let failures = 10
    static let window = TimeAmount.minutes(10)

    private struct Client {
        var failed = WindowedCount(window: LoginTurns.window)
        var underWay = 0
        var waiting: [CheckedContinuation<Bool, Never>] = []

        func isForgettable(_ now: NIODeadline) -> Bool {
            underWay == 0 && waiting.isEmpty && failed.isOver(now)
        }
    }

    private struct State {
        var clients: [ClientNetwork: Client] = [:]
        /// Clients from which on those are looked for that are of no interest any more.
        var sweepAt = 1024
    }

    private let state = Mutex(State())

    /// Waits until a login of this client may be tried, which then has to end (`ended`); `false` when the client may try no more.
    func begin(_ client: ClientNetwork, now: NIODeadline = .now()) async -> Bool {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                Self.sweep(&state, now)
                state.clients[client, default: Client()].waiting.append(continuation)
            }
            serve(client, now)
        }
    }

    /// A login that was let begin has ended.
    func ended(_ client: ClientNetwork, hasFailed: Bool, now: NIODeadline = .now()) {
        state.withLock { state in
            state.clients[client]?.underWay -= 1
            if hasFailed { state.clients[client]?.failed.add(now) }
        }
        serve(client, now)
    }

    /// Tells those that wait what can be told now.
    private func serve(_ client: ClientNetwork, _ now: NIODeadline) {
        let told = state.withLock { state -> [(CheckedContinuation<Bool, Never>, Bool)] in
            guard var entry = state.clients[client] else { return [] }
            let left = Self.failures - entry.failed.value(now)
            let count = left > 0 ? min(entry.waiting.count, max(0, left - entry.underWay)) : entry.waiting.count
            let told = entry.waiting.prefix(count).map { ($0, left > 0) }
            entry.waiting.removeFirst(count)
            if left > 0 { entry.underWay += count }
            state.clients[client] = entry.isForgettable(now) ? nil : entry
            return told
        }
        for (continuation, mayTry) in told { continuation.resume(returning: mayTry) }
    }

    private static func sweep(_ state: inout State, _ now: NIODeadline) {
        guard state.clients.count >= state.sweepAt else { return }
        state.clients = state.clients.filter { !$0.value.isForgettable(now) }
        state.sweepAt = max(1024, state.clients.count * 2)
    }
}
