internal import LDAPGrammar

/// Reads a whole directory, or what has changed in it, entry by entry: what comes is handed on before more is read, so that it does
/// not matter how much there is.
///
/// It blocks the thread that calls it, for a time limit at most while nothing comes; call it from a thread of its own.
public struct LDAPReader: ~Copyable {
    private let session: LDAPSession
    private let server: LDAPServer

    /// Connects and binds.
    ///
    /// - Throws: the first step that failed.
    public init(_ server: LDAPServer) throws(LDAPError) {
        self.server = server
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
        while let page = cookie {
            let outcome = try pass(search, [.page(of: size, after: page)] + controls, take)
            let next = outcome.controls.lazy.compactMap(\.nextPage).first ?? []
            cookie = next.isEmpty ? nil : next
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
        try pass(search, controls, take, news).controls
    }

    private func pass(
        _ search: LDAPSearch, _ controls: [LDAPControl], _ take: (Item) throws -> Void,
        _ news: (_ oid: String, _ value: [UInt8]) throws -> Void = { _, _ in }
    ) throws -> LDAPOutcome {
        var search = search
        search.isUnlimited = true
        let identifier = try session.send(search, controls)
        while true {
            guard let message = try session.next(identifier, within: search.timeLimit ?? server.timeout) else {
                session.abandon(identifier)
                throw LDAPError(code: .timeout, operation: .search, server: server.url.description)
            }
            guard let reply = message.reply else { continue }
            switch reply {
            case .entry(var entry, let ranges, let controls):
                for range in ranges where range.last != nil {
                    entry.attributes[range.attribute, default: []] += try furtherValues(of: entry.dn, range)
                }
                try take(Item(entry: entry, controls: controls))
            case .reference: continue
            case .intermediate(let oid, let value): try news(oid, value)
            case .done(let outcome):
                guard outcome.code == .success else {
                    throw LDAPError(
                        code: outcome.code, operation: .search, server: server.url.description,
                        diagnostic: outcome.diagnostic)
                }
                return outcome
            }
        }
    }

    /// The values after those of `range`, as `LDAPClient` fetches them.
    private func furtherValues(of dn: String, _ range: LDAPAttributeRange) throws -> [[UInt8]] {
        var values: [[UInt8]] = []
        var range = range
        while let next = range.next {
            var search = LDAPSearch(base: dn, scope: .base, filter: .present("objectClass"))
            search.rangedAttributes = [next]
            let identifier = try session.send(search)
            var further: LDAPAttributeRange?
            while true {
                guard let message = try session.next(identifier, within: server.timeout) else {
                    throw LDAPError(code: .timeout, operation: .search, server: server.url.description)
                }
                guard let reply = message.reply else { continue }
                if case .entry(let entry, let ranges, _) = reply {
                    values += entry.attributes[range.attribute] ?? []
                    further = ranges.first
                }
                if case .done(let outcome) = reply {
                    // With fewer values than there are, somebody would fall out of his groups.
                    guard outcome.code == .success else {
                        throw LDAPError(
                            code: outcome.code, operation: .search, server: server.url.description,
                            diagnostic: outcome.diagnostic)
                    }
                    break
                }
            }
            guard let further, further.first > range.first else { break }
            range = further
        }
        return values
    }
}
