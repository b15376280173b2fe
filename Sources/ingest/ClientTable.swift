import Configuration
import NIOCore
import Synchronization

/// Who is connected to a listener and what each client has done lately: the limits that hold over several connections.
final class ClientTable: Sendable {
    /// Why a connection is turned away.
    enum Objection: Hashable {
        /// The listener has as many connections as it may have.
        case full
        /// The client has.
        case tooMany
        /// The client has made too many within a minute.
        case tooFast
    }

    private struct State {
        var connections = 0
        var clients: [ClientNetwork: Client] = [:]
        /// Clients from which on those are looked for that are of no interest any more.
        var sweepAt = 1024
    }

    private struct Client {
        var connections = 0
        var newConnections = WindowedCount(window: .minutes(1))
        var mails = WindowedCount(window: .minutes(1))

        /// Whether nothing of it has to be remembered.
        func isForgettable(_ now: NIODeadline) -> Bool {
            connections == 0 && newConnections.isOver(now) && mails.isOver(now)
        }
    }

    private let settings: ListenerSettings
    private let state = Mutex(State())

    /// The clients of a listener with these settings.
    init(_ settings: ListenerSettings) {
        self.settings = settings
    }

    /// Notes a new connection, unless there is an objection to it.
    func connected(_ client: ClientNetwork, now: NIODeadline) -> Objection? {
        state.withLock { state in
            guard state.connections < settings.maximumConnections else { return .full }
            Self.sweep(&state, now)
            var entry = state.clients[client] ?? Client()
            guard entry.connections < settings.connectionsPerClient else { return .tooMany }
            if let limit = settings.connectionsPerMinute {
                guard entry.newConnections.value(now) < limit else { return .tooFast }
                entry.newConnections.add(now)
            }
            entry.connections += 1
            state.connections += 1
            state.clients[client] = entry
            return nil
        }
    }

    /// A connection that `connected` did not object to has ended.
    func disconnected(_ client: ClientNetwork, now: NIODeadline) {
        state.withLock { state in
            state.connections -= 1
            state.clients[client]?.connections -= 1
            if state.clients[client]?.isForgettable(now) == true { state.clients[client] = nil }
        }
    }

    /// Notes a mail; `false` when the client has sent too many within a minute.
    func mailBegins(_ client: ClientNetwork, now: NIODeadline) -> Bool {
        guard let limit = settings.mailsPerMinute else { return true }
        return state.withLock { state in
            var entry = state.clients[client] ?? Client()
            guard entry.mails.value(now) < limit else { return false }
            entry.mails.add(now)
            state.clients[client] = entry
            return true
        }
    }

    private static func sweep(_ state: inout State, _ now: NIODeadline) {
        guard state.clients.count >= state.sweepAt else { return }
        state.clients = state.clients.filter { !$0.value.isForgettable(now) }
        state.sweepAt = max(1024, state.clients.count * 2)
    }
}
