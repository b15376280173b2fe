/// Asks one directory server, over one connection that it opens when it is first needed and again after it broke.
///
/// The calls of libldap block; they run one after another off the cooperative pool, each no longer than the server's time
/// limit a step. A call that is cancelled still runs to its end.
public actor LDAPClient {
    /// The server that is asked.
    public nonisolated let server: LDAPServer
    private nonisolated let executor: BlockingExecutor
    private let rest: Duration
    private var session: LDAPSession?
    /// The last failure that ended the connection, and until when nobody tries again.
    private var trouble: (error: LDAPError, until: ContinuousClock.Instant)?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A client that has not connected yet.
    ///
    /// - Parameter rest: how long a server that could not be reached, or fell silent, is let alone. Whoever asks meanwhile is told
    ///   the same at once: else all who wait would wait for each other's time limits.
    public init(_ server: LDAPServer, rest: Duration = .zero) {
        self.server = server
        self.rest = rest
        self.executor = BlockingExecutor(name: "LDAP \(server.url)")
    }

    /// The entries that `search` finds; none when nothing matches.
    ///
    /// A connection that turns out to be broken (the server was restarted, or closed it as idle) is replaced once.
    ///
    /// - Throws: when the server can't be reached, does not let us in, or does not answer with success.
    public func entries(_ search: LDAPSearch) throws(LDAPError) -> [LDAPEntry] {
        if let trouble, trouble.until > .now { throw trouble.error }
        do {
            let entries = try ask(search)
            trouble = nil
            return entries
        } catch {
            if session == nil { trouble = (error, .now + rest) }
            throw error
        }
    }

    private func ask(_ search: LDAPSearch) throws(LDAPError) -> [LDAPEntry] {
        if session != nil {
            do {
                return try entriesOverSession(search)
            } catch {
                guard error.code == .serverDown || error.code == .unavailable else { throw error }
            }
        }
        session = try LDAPSession.open(server)
        return try entriesOverSession(search)
    }

    private func entriesOverSession(_ search: LDAPSearch) throws(LDAPError) -> [LDAPEntry] {
        do {
            guard let entries = try session?.entries(search) else {
                preconditionFailure("a session is opened before it is asked")
            }
            return entries
        } catch {
            if error.code.endsConnection { session = nil }
            throw error
        }
    }
}
