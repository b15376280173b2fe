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

    /// A search that waits, or is under way.
    struct Request {
        var search: LDAPSearch
        var controls: [LDAPControl]
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Outcome, Never>
    }

    /// A search that is under way, and what has come for it.
    struct Pending {
        var request: Request
        let sent = ContinuousClock.now
        var answer = Answer()
        /// Messages that have come, but for its end.
        var received = 0
    }

    /// What those who ask and the thread share.
    struct State {
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
    static let mostAtOnce = 500

    private let server: LDAPServer
    private let mostReceived: Int
    private let mostOctets: Int
    /// What those who ask and the thread share.
    let state = Mutex(State())
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
    func end(_ error: LDAPError) {
        let waiting = state.withLock { state in
            state.end = error
            state.underWay = 0
            defer { state.waiting = [] }
            return state.waiting
        }
        for request in waiting { request.continuation.resume(returning: .failure(error)) }
    }
}
