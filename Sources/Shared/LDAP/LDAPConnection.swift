internal import Dispatch
internal import Glibc
internal import LDAPGrammar
internal import Synchronization

/// One connection to a directory server, over which many searches are under way at once.
///
/// A thread of its own owns the session: it connects when the first search comes, sends what waits, and sleeps in poll(2) until the server, a
/// further search or a time limit wakes it. So nothing blocks Swift's cooperative pool, and a thousand searches cost one thread. It ends with the
/// connection: when that breaks, when nothing was asked for a while, or when it is closed.
final class LDAPConnection: Sendable {
    /// What a search brought.
    struct Answer: Sendable {
        var entries: [LDAPEntry] = []
        /// Attributes of which only some values have come, and of which of the entries.
        var ranges: [(entry: Int, range: LDAPAttributeRange)] = []
        /// Where it goes on; each item is a list of URLs of servers that all have the same.
        var references: [[String]] = []
        /// The cookie of the next page; `nil` where there is none.
        var nextPage: [UInt8]?
        /// Octets that it takes to keep it, about.
        var octets = 0
    }

    typealias Outcome = Result<Answer, LDAPError>

    private struct Request {
        var search: LDAPSearch
        var controls: [LDAPControl]
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Outcome, Never>
    }

    private struct Pending {
        var request: Request
        let sent = ContinuousClock.now
        var answer = Answer()
        /// Messages that have come, but for its end.
        var received = 0
    }

    private struct State {
        var waiting: [Request] = []
        var underWay = 0
        var hasThread = false
        /// Why nothing more can be asked; `nil` while it can.
        var end: LDAPError?
        var isClosed = false
    }

    /// Searches that are under way at once; more wait. A server that is sent more than it works on stops reading (OpenLDAP: 100), and we would
    /// wait for each other.
    static let mostUnderWay = 32

    /// How long nobody asks until the connection is given up: less than firewalls and servers take for that.
    static let idleTime: Duration = .seconds(120)

    /// How much longer than the server may search we wait for it to say that it has searched for too long. Limits count in seconds
    /// there (RFC 4511 §4.5.1.5), so that one of less is one.
    static let courtesy: Duration = .seconds(1)

    /// Messages that are taken at once, until it is looked again what else there is to do: a server that goes on sending must not keep the
    /// others' time limits from being seen.
    private static let mostAtOnce = 500

    private let server: LDAPServer
    private let mostReceived: Int
    private let mostOctets: Int
    private let state = Mutex(State())
    private let bell: Bell

    /// A connection that is made when it is needed.
    ///
    /// - Parameters:
    ///   - mostReceived: messages that one answer may have, and that may come one after another for no search that is under way; a server
    ///     that sends more sends without end.
    ///   - mostOctets: octets that one answer may take, likewise.
    init(_ server: LDAPServer, mostReceived: Int, mostOctets: Int = LDAPClient.mostOctets) {
        self.server = server
        self.mostReceived = mostReceived
        self.mostOctets = mostOctets
        bell = Bell()
    }

    deinit {
        close()
    }

    /// Searches that are under way or wait.
    var load: Int { state.withLock { $0.waiting.count + $0.underWay } }

    /// Whether nothing can be asked any more.
    var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// Searches, within the search's time limit or else the server's.
    func ask(_ search: LDAPSearch, _ controls: [LDAPControl] = []) async -> Outcome {
        await withCheckedContinuation { continuation in
            let request = Request(
                search: search, controls: controls, deadline: .now + (search.timeLimit ?? server.timeout),
                continuation: continuation)
            let end = state.withLock { state -> LDAPError? in
                if let end = state.end { return end }
                state.waiting.append(request)
                if !state.hasThread {
                    state.hasThread = true
                    startThread()
                }
                return nil
            }
            if let end {
                continuation.resume(returning: .failure(end))
            } else {
                bell.ring()
            }
        }
    }

    /// Ends the connection as soon as what is under way has ended.
    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    private func startThread() {
        let box = Unmanaged.passRetained(
            Loop(server: server, mostReceived: mostReceived, mostOctets: mostOctets, bell: bell) { [weak self] in self }
        )
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        // libldap and OpenSSL need more than the smallest stack, and less than the usual 8 MiB.
        pthread_attr_setstacksize(&attributes, 512 << 10)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Loop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        pthread_attr_destroy(&attributes)
        precondition(code == 0, "no thread can be made for a directory connection: errno \(code)")
    }

    /// Ends it for `error`, and everybody who waits with it.
    private func end(_ error: LDAPError) {
        let waiting = state.withLock { state in
            state.end = error
            state.underWay = 0
            defer { state.waiting = [] }
            return state.waiting
        }
        for request in waiting { request.continuation.resume(returning: .failure(error)) }
    }

    /// What the thread does.
    private final class Loop {
        private let server: LDAPServer
        private let mostReceived: Int
        private let mostOctets: Int
        private let bell: Bell
        private let connection: () -> LDAPConnection?
        private var pending: [Int32: Pending] = [:]
        private var lastUse = ContinuousClock.now
        /// When something has last come for a search that was under way.
        private var lastMessage = ContinuousClock.now
        /// Whether a search was given up: libldap throws away what still comes for it, and tells us nothing.
        private var hasAbandoned = false
        /// How often something came for no search that was under way, since the last that did.
        private var strays = 0

        init(
            server: LDAPServer, mostReceived: Int, mostOctets: Int, bell: Bell,
            connection: @escaping () -> LDAPConnection?
        ) {
            self.server = server
            self.mostReceived = mostReceived
            self.mostOctets = mostOctets
            self.bell = bell
            self.connection = connection
        }

        func run() {
            do throws(LDAPError) {
                let session = try LDAPSession.open(server)
                while try turn(session) {}
                finish(LDAPError(code: .serverDown, operation: .search, server: server.url.description))
            } catch {
                finish(error)
            }
        }

        private func finish(_ error: LDAPError) {
            connection()?.end(error)
            for item in pending.values { item.request.continuation.resume(returning: .failure(error)) }
            pending = [:]
        }

        /// Sends what waits, takes what has come, and waits for more.
        ///
        /// - Returns: whether it goes on.
        private func turn(_ session: borrowing LDAPSession) throws(LDAPError) -> Bool {
            bell.clear()
            guard let requests = take() else { return false }
            for var request in requests {
                request.deadline = .now + (request.search.timeLimit ?? server.timeout) + LDAPConnection.courtesy
                do throws(LDAPError) {
                    pending[try session.send(request.search, request.controls)] = Pending(request: request)
                } catch {
                    request.continuation.resume(returning: .failure(error))
                    if error.code.endsConnection { throw error }
                }
            }
            var taken = 0
            while taken < LDAPConnection.mostAtOnce, let message = try session.next(within: .zero) {
                try take(message, session)
                taken += 1
            }
            try expire(session)
            tell()
            let now = ContinuousClock.now
            if !pending.isEmpty || !requests.isEmpty { lastUse = now }
            let idleEnd = lastUse + LDAPConnection.idleTime
            guard !pending.isEmpty || now < idleEnd else { return !endIfUnused() }
            // What libldap has read already wakes nobody.
            guard !canTake, taken < LDAPConnection.mostAtOnce else { return true }
            let deadline = pending.values.map(\.request.deadline).min() ?? idleEnd
            bell.wait(or: session.descriptor, for: max(.zero, deadline - now))
            // What woke us may have been thrown away.
            if hasAbandoned, taken == 0, requests.isEmpty { try countStray() }
            return true
        }

        /// What waits; `nil` when the connection is closed and nothing is under way.
        private func take() -> [Request]? {
            guard let connection = connection() else { return pending.isEmpty ? nil : [] }
            return connection.state.withLock { state in
                guard !state.isClosed || !state.waiting.isEmpty || !pending.isEmpty else { return nil }
                let taken = Array(state.waiting.prefix(max(0, LDAPConnection.mostUnderWay - pending.count)))
                state.waiting.removeFirst(taken.count)
                state.underWay += taken.count
                return taken
            }
        }

        /// Whether a search waits for which there is room.
        private var canTake: Bool {
            guard pending.count < LDAPConnection.mostUnderWay else { return false }
            return connection()?.state.withLock { !$0.waiting.isEmpty } ?? false
        }

        private func tell() {
            let count = pending.count
            connection()?.state.withLock { $0.underWay = count }
        }

        /// Ends a connection that nobody has used.
        private func endIfUnused() -> Bool {
            guard let connection = connection() else { return true }
            let error = LDAPError(code: .serverDown, operation: .search, server: server.url.description)
            return connection.state.withLock { state in
                guard state.waiting.isEmpty else { return false }
                state.end = error
                return true
            }
        }

        private func take(
            _ message: borrowing LDAPMessage, _ session: borrowing LDAPSession
        ) throws(LDAPError) {
            let identifier = message.identifier
            // What answers a search that was given up is let go.
            guard pending[identifier] != nil else { return try countStray() }
            (lastMessage, strays) = (.now, 0)
            let reply = message.reply
            if case .done(let outcome)? = reply {
                guard let item = pending.removeValue(forKey: identifier) else { return }
                item.request.continuation.resume(returning: self.outcome(outcome, item.answer))
                return
            }
            try count(identifier, reply?.octets ?? 0)
            switch reply {
            case .entry(let entry, let ranges, _):
                let index = pending[identifier]?.answer.entries.count ?? 0
                pending[identifier]?.answer.entries.append(entry)
                for range in ranges where range.last != nil {
                    pending[identifier]?.answer.ranges.append((index, range))
                }
                endIfTooLarge(identifier, session)
            case .reference(let urls): pending[identifier]?.answer.references.append(urls)
            case .intermediate, .done, nil: break
            }
        }

        /// Counts what comes for a search, and says something or not. A server that does not stop would not stop for a word of ours, either: the
        /// connection ends.
        private func count(_ identifier: Int32, _ octets: Int) throws(LDAPError) {
            pending[identifier]?.received += 1
            pending[identifier]?.answer.octets += octets
            let received = pending[identifier]?.received ?? 0
            guard received <= mostReceived else {
                throw endless("it has sent \(received) entries, references and news to one search, and goes on")
            }
            let all = pending[identifier]?.answer.octets ?? 0
            guard all <= mostOctets else {
                throw endless("it has sent \(all) octets to one search, which may bring \(mostOctets)")
            }
        }

        /// Counts what comes for no search.
        private func countStray() throws(LDAPError) {
            strays += 1
            guard strays > mostReceived else { return }
            throw endless("it has sent \(strays) messages one after another that answer no search, and goes on")
        }

        private func endless(_ reason: String) -> LDAPError {
            LDAPError(
                code: .endlessAnswer, operation: .search, server: server.url.description, diagnostic: reason)
        }

        /// Ends a search that has more entries than its limit, as the server should have (RFC 4511 §4.5.1.4). The others go on.
        private func endIfTooLarge(_ identifier: Int32, _ session: borrowing LDAPSession) {
            guard let limit = pending[identifier]?.request.search.sizeLimit, limit > 0,
                pending[identifier]?.answer.entries.count ?? 0 > limit,
                let item = pending.removeValue(forKey: identifier)
            else { return }
            abandon(identifier, session)
            let error = LDAPError(
                code: .sizeLimitExceeded, operation: .search, server: server.url.description,
                diagnostic: "it goes on after \(limit) entries")
            item.request.continuation.resume(returning: .failure(error))
        }

        private func abandon(_ identifier: Int32, _ session: borrowing LDAPSession) {
            session.abandon(identifier)
            hasAbandoned = true
        }

        private func outcome(_ outcome: LDAPOutcome, _ answer: Answer) -> Outcome {
            var answer = answer
            answer.nextPage = outcome.controls.lazy.compactMap(\.nextPage).first.flatMap { $0.isEmpty ? nil : $0 }
            switch outcome.code {
            case .success: return .success(answer)
            case .referral where !outcome.referrals.isEmpty:
                answer.references.append(outcome.referrals)
                return .success(answer)
            default:
                return .failure(
                    LDAPError(
                        code: outcome.code, operation: .search, server: server.url.description,
                        diagnostic: outcome.diagnostic))
            }
        }

        /// Gives up what has taken too long. That is held against the server where it has said nothing else meanwhile; else the search alone
        /// is slow, and others go on over the connection.
        private func expire(_ session: borrowing LDAPSession) throws(LDAPError) {
            let now = ContinuousClock.now
            let late = pending.filter { $0.value.request.deadline <= now }
            guard !late.isEmpty else { return }
            for (identifier, item) in late {
                abandon(identifier, session)
                pending[identifier] = nil
                let isSlow = lastMessage > item.sent
                let error = LDAPError(
                    code: isSlow ? .timeLimitExceeded : .timeout, operation: .search, server: server.url.description,
                    diagnostic: isSlow ? "it went on with other things meanwhile" : nil)
                item.request.continuation.resume(returning: .failure(error))
            }
        }
    }
}
