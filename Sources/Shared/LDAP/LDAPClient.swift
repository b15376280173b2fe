internal import LDAPGrammar
internal import Synchronization

/// Asks a directory that one server or several have: over some connections to the first of them that answers, which are opened when
/// they are needed and again after they broke.
///
/// Searches of many tasks are under way together. No thread of Swift's cooperative pool waits for the directory. A call that is
/// cancelled still runs to its end, which its time limit bounds.
public final class LDAPClient: Sendable {
    /// How references to other servers are dealt with (RFC 4511 §4.1.10, §4.5.3).
    public enum Referrals: Hashable, Sendable {
        /// They are left out: what other servers have is not found.
        case ignore
        /// They are followed, up to so many one after another.
        case follow(limit: Int)
    }

    /// What changes.
    struct State {
        /// Which server is asked.
        var choice: ServerChoice
        /// The connections to each server.
        var connections: [[LDAPConnection]]
        /// When each server has last answered a search, and over which connection.
        var lastAnswers: [Int: (time: ContinuousClock.Instant, connection: ObjectIdentifier)] = [:]
        /// Clients of servers that others have referred to.
        var referred: [LDAPURL: LDAPClient] = [:]
    }

    /// The servers, the preferred one first.
    public let servers: [LDAPServer]
    /// Entries and references that one question may bring where nothing else is said.
    public static let mostReceived = 100_000
    /// Octets that these may take where nothing else is said: 256 MiB.
    public static let mostOctets = 256 << 20
    /// Searches for one answer that references lead to, on all ways together.
    static let mostFollowed = 100
    /// Servers that were referred to, whose connections are kept.
    static let mostReferred = 50
    /// What one question leads to (pages, pieces, references) may take so many times as long as one search may.
    private static let longestJourney = 20

    private let connectionCount: Int
    /// Entries and references that one question may bring.
    let mostReceived: Int
    /// Octets that these may take.
    let mostOctets: Int
    private let longestQuestion: Duration?
    /// How references to other servers are dealt with.
    let referrals: Referrals
    /// Hosts that may have our credentials, in lower case.
    let trustedHosts: Set<String>
    /// Which server is asked, over which connections.
    let state: Mutex<State>

    /// A client that has not connected yet.
    ///
    /// - Parameters:
    ///   - servers: one or several that have the same.
    ///   - connections: to a server at once.
    ///   - rest: how long a server that could not be reached, or fell silent, is let alone the first time. Whoever asks meanwhile is told the
    ///     same at once, where there is no other server: else all who wait would wait for each other's time limits.
    ///   - longestRest: how long at the most, after failures one after another.
    ///   - mostReceived: entries and references that one question may bring, with its pages, pieces and references together.
    ///   - mostOctets: octets that these may take, likewise.
    ///   - longestQuestion: how long all that one question leads to may take; `nil` for twenty times as long as one search may.
    ///   - trustedHosts: hosts, besides those of `servers`, to which a reference takes our credentials along. Others are asked as nobody: a valid
    ///     certificate says who a server is, and not that it may have our password.
    public init(
        _ servers: [LDAPServer], connections: Int = 1, rest: Duration = .zero, longestRest: Duration = .seconds(60),
        referrals: Referrals = .ignore, trustedHosts: Set<String> = [], mostReceived: Int = LDAPClient.mostReceived,
        mostOctets: Int = LDAPClient.mostOctets, longestQuestion: Duration? = nil
    ) {
        precondition(!servers.isEmpty, "a directory has a server")
        self.servers = servers
        connectionCount = max(1, connections)
        self.mostReceived = mostReceived
        self.mostOctets = mostOctets
        self.longestQuestion = longestQuestion
        self.referrals = referrals
        self.trustedHosts = Set((servers.map(\.url.host) + trustedHosts).map { $0.lowercased() })
        state = Mutex(
            State(
                choice: ServerChoice(count: servers.count, firstRest: rest, longestRest: longestRest),
                connections: Array(repeating: [], count: servers.count)))
    }

    /// A client of one server.
    public convenience init(_ server: LDAPServer, rest: Duration = .zero) {
        self.init([server], rest: rest)
    }

    deinit {
        state.withLock { $0.connections }.joined().forEach { $0.close() }
    }

    /// The entries that `search` finds, those of servers that are referred to among them where that is wanted; none when nothing
    /// matches.
    ///
    /// A connection that turns out to be broken (the server was restarted, or closed it as idle) is replaced, and a server that does not answer
    /// by the next one. Where the server gives only some of an attribute's values at once, the others are fetched.
    ///
    /// - Throws: when no server can be reached, lets us in, or answers with success.
    public func entries(_ search: LDAPSearch) async throws(LDAPError) -> [LDAPEntry] {
        try await entries(search, journey(of: search))
    }

    /// The way of all that one question leads to.
    func journey(of search: LDAPSearch) -> LDAPJourney {
        LDAPJourney(within: longestQuestion ?? (search.timeLimit ?? servers[0].timeout) * Self.longestJourney)
    }

    /// What is wrong with a server's answer.
    func error(_ code: LDAPResultCode, of server: Int, _ diagnostic: String? = nil) -> LDAPError {
        LDAPError(
            code: code, operation: .search, server: servers[server].url.description, diagnostic: diagnostic)
    }

    /// The entries that `search` finds on a way that has begun.
    func entries(_ search: LDAPSearch, _ journey: LDAPJourney) async throws(LDAPError) -> [LDAPEntry] {
        let (answer, server) = try await answer(search)
        return try await completed(answer, from: server, of: search, journey)
    }

    /// The answer of the first server that gives one.
    func answer(
        _ search: LDAPSearch
    ) async throws(LDAPError) -> (answer: LDAPConnection.Answer, server: Int) {
        var tried: Set<Int> = []
        var hasAskedAgain = false
        while true {
            let server = try choose(besides: tried)
            let (connection, isNew) = connection(to: server)
            let asked = ContinuousClock.now
            switch await connection.ask(search) {
            case .success(let answer):
                state.withLock { state in
                    state.choice.answered(server)
                    state.lastAnswers[server] = (.now, ObjectIdentifier(connection))
                }
                return (answer, server)
            case .failure(var error):
                // It has answered others meanwhile: it is the search that is slow.
                if error.code == .timeout, let last = state.withLock({ $0.lastAnswers[server] }), last.time > asked {
                    error.code = .timeLimitExceeded
                    // Or, where that was over another one, this connection is broken, and nobody says so. It would be the idlest, and
                    // asked again and again.
                    if last.connection != ObjectIdentifier(connection) { _ = discard(connection, of: server) }
                }
                guard error.operation != .search || error.code.isServersTrouble else { throw error }
                let isFirst = discard(connection, of: server)
                // A connection from before may be broken without anybody knowing: only a new one speaks for the server.
                let mayBeOld = !isNew && error.operation == .search && error.code.meansBrokenConnection
                if mayBeOld, !hasAskedAgain {
                    hasAskedAgain = true
                    continue
                }
                if isFirst { state.withLock { $0.choice.failed(server, error, now: .now) } }
                tried.insert(server)
                guard tried.count < servers.count else { throw error }
            }
        }
    }

    /// The server that is asked next.
    func choose(besides tried: Set<Int>) throws(LDAPError) -> Int {
        let choice = state.withLock { $0.choice }
        return try choice.next(besides: tried, now: .now)
    }

    /// The connection that has the least to do, and whether it is made by this call.
    private func connection(to server: Int) -> (connection: LDAPConnection, isNew: Bool) {
        state.withLock { state in
            state.connections[server].removeAll { $0.hasEnded }
            let idlest = state.connections[server].min { $0.load < $1.load }
            if let idlest, idlest.load == 0 || state.connections[server].count >= connectionCount {
                return (idlest, false)
            }
            let connection = LDAPConnection(servers[server], mostReceived: mostReceived, mostOctets: mostOctets)
            state.connections[server].append(connection)
            return (connection, true)
        }
    }

    /// Takes a connection out of use.
    ///
    /// - Returns: whether this call did: of many searches that failed together, one counts.
    private func discard(_ connection: LDAPConnection, of server: Int) -> Bool {
        let isFirst = state.withLock { state in
            guard let index = state.connections[server].firstIndex(where: { $0 === connection }) else { return false }
            state.connections[server].remove(at: index)
            return true
        }
        connection.close()
        return isFirst
    }
}
