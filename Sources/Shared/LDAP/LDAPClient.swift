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

    private struct State {
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
    private static let mostReferred = 50
    /// What one question leads to (pages, pieces, references) may take so many times as long as one search may.
    private static let longestJourney = 20

    private let connectionCount: Int
    private let mostReceived: Int
    private let mostOctets: Int
    private let longestQuestion: Duration?
    private let referrals: Referrals
    /// Hosts that may have our credentials, in lower case.
    private let trustedHosts: Set<String>
    private let state: Mutex<State>

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

    /// The same, in pages of `size` entries (RFC 2696): also more than the server gives at once.
    ///
    /// - Throws: also `sizeLimitExceeded` when there are more than the search's limit, and `endlessAnswer` when the pages do not come to an
    ///   end.
    public func entries(_ search: LDAPSearch, pagesOf size: Int) async throws(LDAPError) -> [LDAPEntry] {
        var tried: Set<Int> = []
        while true {
            let server = try choose(besides: tried)
            // Servers keep the place of a page by connection, and one place only.
            let connection = LDAPConnection(servers[server], mostReceived: mostReceived, mostOctets: mostOctets)
            defer { connection.close() }
            do throws(LDAPError) {
                let entries = try await pages(of: search, size, over: connection, to: server)
                state.withLock { $0.choice.answered(server) }
                return entries
            } catch {
                guard error.operation != .search || error.code.isServersTrouble else { throw error }
                state.withLock { $0.choice.failed(server, error, now: .now) }
                tried.insert(server)
                guard tried.count < servers.count else { throw error }
            }
        }
    }

    private func pages(
        of search: LDAPSearch, _ size: Int, over connection: LDAPConnection, to server: Int
    ) async throws(LDAPError) -> [LDAPEntry] {
        var search = search
        let limit = search.sizeLimit
        search.sizeLimit = nil
        var progress = PageProgress()
        let journey = journey(of: search)
        var entries: [LDAPEntry] = []
        var cookie: [UInt8]? = []
        while let page = cookie {
            let answer = try await connection.ask(search, [.page(of: size, after: page)]).get()
            for entry in answer.entries { progress.entryReceived(entry.dn) }
            entries += try await completed(answer, from: server, of: search, journey)
            cookie = answer.nextPage
            if let limit, entries.count > limit { throw error(.sizeLimitExceeded, of: server) }
            guard cookie != nil else { break }
            if let reason = progress.pageEnded() { throw error(.endlessAnswer, of: server, reason) }
            guard progress.entries <= mostReceived, !journey.isOver else {
                throw error(
                    .endlessAnswer, of: server,
                    "it has sent \(progress.entries) entries in \(progress.pages) pages, and says that there are more")
            }
        }
        return entries
    }

    private func journey(of search: LDAPSearch) -> LDAPJourney {
        LDAPJourney(within: longestQuestion ?? (search.timeLimit ?? servers[0].timeout) * Self.longestJourney)
    }

    private func error(_ code: LDAPResultCode, of server: Int, _ diagnostic: String? = nil) -> LDAPError {
        LDAPError(
            code: code, operation: .search, server: servers[server].url.description, diagnostic: diagnostic)
    }

    private func entries(_ search: LDAPSearch, _ journey: LDAPJourney) async throws(LDAPError) -> [LDAPEntry] {
        let (answer, server) = try await answer(search)
        return try await completed(answer, from: server, of: search, journey)
    }

    /// The answer of the first server that gives one.
    private func answer(
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

    private func choose(besides tried: Set<Int>) throws(LDAPError) -> Int {
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

    // MARK: What goes on elsewhere

    /// The answer's entries with all their values, and those of servers that it refers to.
    private func completed(
        _ answer: LDAPConnection.Answer, from server: Int, of search: LDAPSearch, _ journey: LDAPJourney
    ) async throws(LDAPError) -> [LDAPEntry] {
        var entries = answer.entries
        try count(answer, of: server, journey)
        for (index, range) in answer.ranges {
            let values = try await furtherValues(of: entries[index].dn, range, journey)
            entries[index].attributes[range.attribute, default: []] += values
        }
        guard case .follow(let limit) = referrals else { return entries }
        for urls in answer.references { entries += try await follow(urls, search, journey, limit) }
        return entries
    }

    /// Counts what has come.
    private func count(
        _ answer: LDAPConnection.Answer, of server: Int, _ journey: LDAPJourney
    ) throws(LDAPError) {
        let (received, octets) = journey.receive(answer)
        // Of one page more than may come, it is told how many pages there were.
        guard received <= mostReceived || answer.nextPage != nil else {
            throw error(
                .endlessAnswer, of: server,
                "it and those that it leads to have sent \(received) entries and references to one question")
        }
        guard octets <= mostOctets else {
            throw error(
                .endlessAnswer, of: server,
                "it and those that it leads to have sent \(octets) octets to one question, which may bring \(mostOctets)"
            )
        }
    }

    /// The values after those of `range`.
    private func furtherValues(
        of dn: String, _ range: LDAPAttributeRange, _ journey: LDAPJourney
    ) async throws(LDAPError) -> [[UInt8]] {
        var values: [[UInt8]] = []
        var range = range
        var pieces = 0
        while let next = range.next {
            pieces += 1
            guard pieces <= LDAPReadingLimits.mostRanges else {
                throw error(
                    .endlessAnswer, of: 0, "\(range.attribute.name) of \(dn) has more than \(values.count) values")
            }
            guard !journey.isOver else {
                throw error(.timeLimitExceeded, of: 0, "the values of \(range.attribute.name) of \(dn) take too long")
            }
            var search = LDAPSearch(base: dn, scope: .base, filter: .present("objectClass"))
            search.rangedAttributes = [next]
            let (answer, server) = try await answer(search)
            try count(answer, of: server, journey)
            values += answer.entries.first?.attributes[range.attribute] ?? []
            guard let further = answer.ranges.first?.range, further.first > range.first else { break }
            range = further
        }
        return values
    }

    /// The entries of the first of these servers that answers.
    private func follow(
        _ urls: [String], _ search: LDAPSearch, _ journey: LDAPJourney, _ limit: Int
    ) async throws(LDAPError) -> [LDAPEntry] {
        var trouble: LDAPError?
        for reference in urls.compactMap({ LDAPReference($0) }) {
            let search = search.continued(at: reference)
            let visit = LDAPJourney.Visit(url: reference.url, search: search)
            let isCircle = journey.visited.contains(visit)
            let followed = journey.follow()
            guard !isCircle, journey.visited.count < limit, followed <= Self.mostFollowed else {
                let reason =
                    isCircle
                    ? "references lead round in a circle"
                    : followed > Self.mostFollowed
                        ? "references lead to more than \(Self.mostFollowed) further searches"
                        : "references lead on and on"
                throw LDAPError(
                    code: .referralLimitExceeded, operation: .search, server: reference.url.description,
                    diagnostic: reason)
            }
            guard !journey.isOver else {
                throw LDAPError(
                    code: .timeLimitExceeded, operation: .search, server: reference.url.description,
                    diagnostic: "references lead on for too long")
            }
            do throws(LDAPError) {
                return try await referred(to: reference.url).entries(search, journey.going(on: visit))
            } catch {
                guard error.operation != .search || error.code.isServersTrouble else { throw error }
                trouble = error
            }
        }
        if let trouble { throw trouble }
        // URLs of other schemes, which nobody can follow.
        return []
    }

    private func referred(to url: LDAPURL) -> LDAPClient {
        if servers.contains(where: { $0.url == url }) { return self }
        return state.withLock { state in
            if let client = state.referred[url] { return client }
            var server = servers[0]
            server.url = url
            if url.scheme == .ldaps { server.security = .byScheme }
            // Whom a server names gets our password neither in the clear nor as a stranger.
            let isTrusted = trustedHosts.contains(url.host.lowercased())
            if !server.isSecure || !isTrusted { server.credentials = .anonymous }
            if !isTrusted { server.certificate = nil }
            let client = LDAPClient(
                [server], referrals: referrals, trustedHosts: trustedHosts, mostReceived: mostReceived,
                mostOctets: mostOctets)
            // Whoever names ever new servers must not have us keep them all: what searches at the moment holds its own.
            if state.referred.count >= Self.mostReferred { state.referred = [:] }
            state.referred[url] = client
            return client
        }
    }
}

extension LDAPSearch {
    /// The search as it goes on where `reference` says.
    fileprivate func continued(at reference: LDAPReference) -> LDAPSearch {
        var search = self
        search.base = reference.base ?? base
        search.filter = reference.filter ?? filter
        switch reference.scope {
        case .base?: search.scope = .base
        case .oneLevel?: search.scope = .oneLevel
        case .subtree?: search.scope = .subtree
        // RFC 4511 §4.5.3: what lies below the base that one level was asked of, is asked for itself.
        case nil: search.scope = scope == .oneLevel && reference.base != nil ? .base : scope
        }
        return search
    }
}
