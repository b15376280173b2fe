internal import LDAPGrammar

/// Reads a whole directory, or what has changed in it, entry by entry: what comes is handed on before more is read, so that it does
/// not matter how much there is.
///
/// It blocks the thread that calls it, for a time limit at most while nothing comes; call it from a thread of its own. A server that sends
/// without end is given up (`endlessAnswer`): after the limits, and at once where pages do not get on.
public struct LDAPReader: ~Copyable {
    private let session: LDAPSession
    /// The server that is read.
    public let server: LDAPServer
    private let limits: LDAPReadingLimits
    private let deadline: ContinuousClock.Instant
    private let isCancelled: @Sendable () -> Bool
    private let tally = Tally()
    /// How long it does not look whether it is to end.
    private static let attention: Duration = .milliseconds(250)

    /// What has come in all searches.
    private final class Tally {
        var octets = 0
    }

    /// Connects and binds.
    ///
    /// - Parameters:
    ///   - limits: how much the server may send, and for how long, from now on.
    ///   - isCancelled: whether reading is to end (`cancelled`) although there is more: asked again and again, on the thread that reads.
    /// - Throws: the first step that failed.
    public init(
        _ server: LDAPServer, limits: LDAPReadingLimits = LDAPReadingLimits(),
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(LDAPError) {
        self.server = server
        self.limits = limits
        self.isCancelled = isCancelled
        deadline = .now + limits.time
        session = try LDAPSession.open(server)
    }

    /// An entry with what the controls beside it say.
    public struct Item: Sendable {
        /// The entry.
        public var entry: LDAPEntry
        /// What came beside it.
        public var controls: [LDAPControl]
    }

    /// Reads all that `search` finds, in pages of `size` (RFC 2696). References to other servers are left out.
    public func read(
        _ search: LDAPSearch, pagesOf size: Int, _ controls: [LDAPControl] = [], _ take: (Item) throws -> Void
    ) throws {
        var cookie: [UInt8]? = []
        var progress = PageProgress()
        var received = 0
        while let page = cookie {
            let outcome = try pass(search, [.page(of: size, after: page)] + controls, &received) { item in
                progress.entryReceived(item.entry.dn)
                try take(item)
            }
            let next = outcome.controls.lazy.compactMap(\.nextPage).first ?? []
            cookie = next.isEmpty ? nil : next
            if cookie != nil, let reason = progress.pageEnded() { throw endless(reason) }
        }
    }

    /// Makes one search with these controls, and returns those of its end.
    ///
    /// - Parameter news: takes what comes between entries (RFC 4511 §4.13).
    /// - Throws: every result but success, and what the closures throw.
    public func read(
        _ search: LDAPSearch, _ controls: [LDAPControl],
        news: (_ oid: String, _ value: [UInt8]) throws -> Void = { _, _ in },
        _ take: (Item) throws -> Void
    ) throws -> [LDAPControl] {
        var received = 0
        return try pass(search, controls, &received, take, news).controls
    }

    /// - Parameter received: what has come for the search before, which is counted on.
    private func pass(
        _ search: LDAPSearch, _ controls: [LDAPControl], _ received: inout Int, _ take: (Item) throws -> Void,
        _ news: (_ oid: String, _ value: [UInt8]) throws -> Void = { _, _ in }
    ) throws -> LDAPOutcome {
        var search = search
        search.isUnlimited = true
        let identifier = try session.send(search, controls)
        while true {
            guard let reply = try next(identifier, within: search.timeLimit ?? server.timeout) else { continue }
            switch reply {
            case .entry(var entry, let ranges, let controls):
                try count(&received)
                for range in ranges where range.last != nil {
                    entry.attributes[range.attribute, default: []] += try furtherValues(of: entry.dn, range)
                }
                try take(Item(entry: entry, controls: controls))
            case .reference: try count(&received)
            case .intermediate(let oid, let value):
                try count(&received)
                try news(oid, value)
            case .done(let outcome):
                guard outcome.code == .success else {
                    throw error(outcome.code, outcome.diagnostic)
                }
                return outcome
            }
        }
    }

    /// What comes next for the search; `nil` for what says nothing.
    private func next(_ identifier: Int32, within patience: Duration) throws(LDAPError) -> LDAPReply? {
        let end = min(.now + patience, deadline)
        while true {
            guard !isCancelled() else { throw given(up: identifier, error(.cancelled, nil)) }
            let left = end - .now
            guard left > .zero else {
                guard end == deadline else { throw given(up: identifier, error(.timeout, nil)) }
                throw given(
                    up: identifier, endless("it has been read for \(limits.time.components.seconds) s, and goes on"))
            }
            if let message = try session.next(identifier, within: min(left, Self.attention)) {
                return try reply(of: message)
            }
        }
    }

    /// Has the server forget an operation.
    ///
    /// - Returns: why.
    private func given(up identifier: Int32, _ error: LDAPError) -> LDAPError {
        session.abandon(identifier)
        return error
    }

    private func reply(of message: borrowing LDAPMessage) throws(LDAPError) -> LDAPReply? {
        guard let reply = message.reply else { return nil }
        tally.octets += reply.octets
        guard tally.octets <= limits.octets else {
            throw endless("it has sent \(tally.octets) octets, and goes on")
        }
        return reply
    }

    private func count(_ received: inout Int) throws(LDAPError) {
        received += 1
        guard received <= limits.messages else {
            throw endless("it has sent \(received) entries and references to one search, and goes on")
        }
    }

    private func endless(_ reason: String) -> LDAPError { error(.endlessAnswer, reason) }

    private func error(_ code: LDAPResultCode, _ diagnostic: String?) -> LDAPError {
        LDAPError(code: code, operation: .search, server: server.url.description, diagnostic: diagnostic)
    }

    /// The values after those of `range`, as `LDAPClient` fetches them.
    private func furtherValues(of dn: String, _ range: LDAPAttributeRange) throws(LDAPError) -> [[UInt8]] {
        var pieces = PiecewiseValues(of: dn, after: range)
        while let search = pieces.search {
            if let reason = pieces.endlessness { throw endless(reason) }
            let identifier = try session.send(search)
            var found: (entry: LDAPEntry, ranges: [LDAPAttributeRange])?
            var received = 0
            reading: while true {
                switch try self.next(identifier, within: server.timeout) {
                case nil: continue
                case .entry(let entry, let ranges, _):
                    try count(&received)
                    found = (entry, ranges)
                case .reference, .intermediate: try count(&received)
                case .done(let outcome):
                    // With fewer values than there are, somebody would fall out of his groups.
                    guard outcome.code == .success else { throw error(outcome.code, outcome.diagnostic) }
                    break reading
                }
            }
            pieces.take(found?.entry, found?.ranges ?? [])
        }
        return pieces.values
    }
}
