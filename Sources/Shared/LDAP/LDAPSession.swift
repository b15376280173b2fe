internal import CLDAP
internal import Glibc
internal import LDAPGrammar

/// One connection to a directory server, from connecting to unbinding.
///
/// Every call blocks the thread that makes it, for the server's time limit at most. ldap_destroy(3): "Multiple threads
/// performing different operations using the same session handle will result in inconsistent error codes and return
/// values." So a session has one owner, and is used by one call after another; `LDAPClient` sees to that.
struct LDAPSession: ~Copyable {
    private let handle: OpaquePointer
    private let server: LDAPServer

    private init(takingOwnership handle: OpaquePointer, of server: LDAPServer) {
        self.handle = handle
        self.server = server
    }

    /// Connects, agrees on TLS where it is wanted, and binds.
    ///
    /// - Throws: the first step that failed. Nothing is left open then.
    static func open(_ server: LDAPServer) throws(LDAPError) -> LDAPSession {
        LDAPLibrary.initialised
        var handle: OpaquePointer?
        let code = ldap_initialize(&handle, server.url.description)
        guard code == LDAP_SUCCESS, let handle else {
            throw LDAPError(
                code: LDAPResultCode(rawValue: code), operation: .connect, server: server.url.description)
        }
        let session = LDAPSession(takingOwnership: handle, of: server)
        try session.configure()
        try session.check(ldap_connect(handle), .connect)
        switch server.security {
        case .byScheme: break
        case .startTLS: try session.check(ldap_start_tls_s(handle, nil, nil), .startTLS)
        }
        try session.bind()
        return session
    }

    deinit {
        // Unbinds, closes the connection and frees the handle, whatever it returns (ldap_unbind(3)).
        _ = ldap_unbind_ext_s(handle, nil, nil)
    }

    /// The entries that `search` finds. References to other servers are left out.
    ///
    /// - Throws: every result but success, `sizeLimitExceeded` included: the entries found until then are dropped.
    func entries(_ search: LDAPSearch) throws(LDAPError) -> [LDAPEntry] {
        var names: [UnsafeMutablePointer<CChar>?] = search.attributes.map { strdup($0.name) }
        defer { names.forEach { free($0) } }
        // No names at all, and the list's end alone, both mean all user attributes (RFC 4511 §4.5.1.8).
        names.append(nil)
        var message: OpaquePointer?
        let code = faxpost_ldap_search(
            handle, search.base, search.scope.code, search.filter.description, &names,
            (search.timeLimit ?? server.timeout).microseconds, Int32(clamping: search.sizeLimit ?? 0), &message)
        let result = LDAPSearchResult(message)
        try check(code, .search)
        return result.entries(handle)
    }

    private func configure() throws(LDAPError) {
        let limit = server.timeout.microseconds
        try check(faxpost_ldap_set_protocol_version(handle, LDAP_VERSION3), .connect)
        try check(faxpost_ldap_set_referrals(handle, 0), .connect)
        try check(faxpost_ldap_set_restart(handle, 1), .connect)
        try check(faxpost_ldap_set_network_timeout(handle, limit), .connect)
        try check(faxpost_ldap_set_timeout(handle, limit), .connect)
        guard server.security == .startTLS || server.url.scheme == .ldaps else { return }
        if let file = server.authorityFile {
            try check(faxpost_ldap_set_ca_file(handle, file), .startTLS, "the CA file \(file) can't be used")
        }
        try check(faxpost_ldap_demand_certificate(handle), .startTLS)
        try check(faxpost_ldap_demand_tls12(handle), .startTLS)
        try check(
            faxpost_ldap_new_tls_context(handle), .startTLS,
            server.authorityFile.map { "the CA file \($0) can't be read or holds no certificate" })
    }

    private func bind() throws(LDAPError) {
        switch server.credentials {
        case .anonymous: break
        case .simple(let dn, let password):
            // A name with an empty password is an unauthenticated bind: it succeeds for anybody (RFC 4513 §5.1.2).
            guard !password.isEmpty else {
                throw error(.inappropriateAuthentication, .bind, "the password is empty")
            }
            var octets = Array(password.utf8CString)
            try check(faxpost_ldap_simple_bind(handle, dn, &octets, octets.count - 1), .bind)
        }
    }

    private func check(
        _ code: Int32, _ operation: LDAPError.Operation, _ explanation: String? = nil
    ) throws(LDAPError) {
        guard code != LDAP_SUCCESS else { return }
        let message = faxpost_ldap_diagnostic_message(handle)
        defer { ldap_memfree(message) }
        let text = message.map { String(cString: $0) } ?? ""
        throw error(LDAPResultCode(rawValue: code), operation, explanation ?? (text.isEmpty ? nil : text))
    }

    private func error(
        _ code: LDAPResultCode, _ operation: LDAPError.Operation, _ diagnostic: String?
    ) -> LDAPError {
        LDAPError(code: code, operation: operation, server: server.url.description, diagnostic: diagnostic)
    }
}

extension LDAPSearch.Scope {
    /// The scope as libldap numbers it.
    fileprivate var code: Int32 {
        switch self {
        case .base: LDAP_SCOPE_BASE
        case .oneLevel: LDAP_SCOPE_ONELEVEL
        case .subtree: LDAP_SCOPE_SUBTREE
        }
    }
}

extension Duration {
    /// In microseconds; at least one, as zero would mean "do not wait at all".
    fileprivate var microseconds: Int64 {
        max(1, components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}
