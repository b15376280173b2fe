internal import CLDAP
internal import Glibc
internal import LDAPGrammar

/// One connection to a directory server, from connecting to unbinding.
///
/// Every call blocks the thread that makes it, for the server's time limit at most. ldap_destroy(3): "Multiple threads
/// performing different operations using the same session handle will result in inconsistent error codes and return
/// values." So a session belongs to one thread: that of an `LDAPConnection`, or of an `LDAPReader`.
struct LDAPSession: ~Copyable {
    private let handle: OpaquePointer
    private let server: LDAPServer

    /// How long one read or write of the socket blocks at the most, in the middle of a message.
    private static let longestWait: Duration = .seconds(1)
    /// Octets that a message may have: as many as a group of some hundred thousand members has.
    static let largestMessage = 64 << 20

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
        // The socket blocks: a server that stops in the middle of a message must not hold the thread.
        let piece = min(server.timeout, longestWait).microseconds
        guard faxpost_ldap_bound_waits(handle, piece, server.timeout.microseconds) == 0 else {
            throw session.error(.localError, .connect, String(cString: strerror(errno)))
        }
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

    /// The descriptor that can be polled for what comes from the server; -1 where there is none.
    var descriptor: Int32 { faxpost_ldap_descriptor(handle) }

    /// Sends a search.
    ///
    /// - Returns: the number under which its answers come.
    func send(_ search: LDAPSearch, _ controls: [LDAPControl] = []) throws(LDAPError) -> Int32 {
        precondition(controls.count <= Int(FAXPOST_LDAP_MOST_CONTROLS), "a search has no more controls than that")
        var names: [UnsafeMutablePointer<CChar>?] = (search.attributes.map(\.name) + search.rangedAttributes).map {
            strdup($0)
        }
        defer { names.forEach { free($0) } }
        // No names at all, and the list's end alone, both mean all user attributes (RFC 4511 §4.5.1.8).
        names.append(nil)
        let limit = search.isUnlimited ? 0 : (search.timeLimit ?? server.timeout).microseconds
        let texts = controls.map { strdup($0.oid) }
        defer { texts.forEach { free($0) } }
        let values = controls.map { $0.value.map(Self.allocated) }
        defer { values.forEach { $0?.deallocate() } }
        let made = controls.indices.map { index in
            faxpost_ldap_control(
                oid: texts[index], critical: controls[index].isCritical ? 1 : 0,
                value: values[index].map { UnsafePointer($0.baseAddress!) }, length: controls[index].value?.count ?? 0)
        }
        var identifier: Int32 = 0
        let code = faxpost_ldap_send_search(
            handle, search.base, search.scope.code, search.filter.description, &names, made, made.count, limit,
            Int32(clamping: search.sizeLimit ?? 0), &identifier)
        try check(code, .search)
        return identifier
    }

    /// The next message, of the operation `identifier` or of any; `nil` when none came within `patience`.
    ///
    /// - Throws: when the connection failed.
    func next(_ identifier: Int32? = nil, within patience: Duration) throws(LDAPError) -> LDAPMessage? {
        var message: OpaquePointer?
        var reason: Int32 = 0
        let microseconds = patience == .zero ? 0 : patience.microseconds
        let type = faxpost_ldap_next(handle, identifier ?? faxpost_ldap_any(), microseconds, &message, &reason)
        guard type >= 0 else {
            guard reason != ERANGE else {
                throw error(
                    .endlessAnswer, .search,
                    "a message of it has more than \(Self.largestMessage >> 20) MiB, or no length that can be read")
            }
            let code = LDAPResultCode(rawValue: faxpost_ldap_last_code(handle))
            throw error(code == .success ? .serverDown : code, .search, nil)
        }
        guard let message else { return nil }
        return LDAPMessage(takingOwnership: message, handle)
    }

    /// Has the server forget an operation.
    func abandon(_ identifier: Int32) {
        _ = ldap_abandon_ext(handle, identifier, nil, nil)
    }

    /// An octet more than there are: a value without octets is one all the same.
    private static func allocated(_ octets: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: octets.count + 1)
        _ = buffer.initialize(fromContentsOf: octets + [0])
        return buffer
    }

    private func configure() throws(LDAPError) {
        let limit = server.timeout.microseconds
        try check(faxpost_ldap_set_protocol_version(handle, LDAP_VERSION3), .connect)
        try check(faxpost_ldap_set_referrals(handle, 0), .connect)
        try check(faxpost_ldap_set_restart(handle, 1), .connect)
        try check(faxpost_ldap_set_network_timeout(handle, limit), .connect)
        try check(faxpost_ldap_set_timeout(handle, limit), .connect)
        guard faxpost_ldap_bound_messages(handle, Self.largestMessage) == 0 else {
            throw error(.localError, .connect, "libldap does not bound how large a message may be")
        }
        guard server.security == .startTLS || server.url.scheme == .ldaps else { return }
        if let file = server.authorityFile {
            try check(faxpost_ldap_set_ca_file(handle, file), .startTLS, "the CA file \(file) can't be used")
        }
        if let certificate = server.certificate {
            try check(
                faxpost_ldap_set_certificate(handle, certificate.file, certificate.key), .startTLS,
                "our certificate \(certificate.file) can't be used")
        }
        try check(faxpost_ldap_demand_certificate(handle), .startTLS)
        try check(faxpost_ldap_demand_tls12(handle), .startTLS)
        try check(
            faxpost_ldap_new_tls_context(handle), .startTLS,
            server.unusableFiles)
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
        case .external:
            try check(faxpost_ldap_external_bind(handle), .bind)
        }
    }

    private func check(
        _ code: Int32, _ operation: LDAPError.Operation, _ explanation: String? = nil
    ) throws(LDAPError) {
        guard code != LDAP_SUCCESS else { return }
        let message = faxpost_ldap_diagnostic_message(handle)
        defer { ldap_memfree(message) }
        let text = message.map { String(cString: $0) } ?? ""
        guard text != Self.untrusted || !server.isSecure else {
            throw error(LDAPResultCode(rawValue: code), operation, server.untrustedCertificate)
        }
        throw error(LDAPResultCode(rawValue: code), operation, explanation ?? (text.isEmpty ? nil : text))
    }

    /// GnuTLS's word for -1, which libldap gives it where it does not believe a certificate, for whatever reason (tlsg_cert_verify, tlsg_session_chkhost).
    private static let untrusted = "(unknown error code)"

    /// An error of this server.
    func error(
        _ code: LDAPResultCode, _ operation: LDAPError.Operation, _ diagnostic: String?
    ) -> LDAPError {
        LDAPError(code: code, operation: operation, server: server.url.description, diagnostic: diagnostic)
    }
}

extension LDAPServer {
    /// What is said when the server's certificate is not believed.
    fileprivate var untrustedCertificate: String {
        let name =
            url.host.lowercased() == "localhost"
            ? "this machine's own name, as which libldap takes localhost" : url.host
        return
            "its certificate is not believed: its time is over, it is not for \(name), or nobody has signed it whom "
            + (authorityFile ?? "this machine's ldap.conf") + " names"
    }

    /// What is said when the files of TLS can't be used.
    fileprivate var unusableFiles: String? {
        let files = [
            authorityFile.map { "the CA file \($0)" },
            certificate.map { "our certificate \($0.file) or its key \($0.key)" },
        ]
        .compactMap(\.self)
        return files.isEmpty ? nil : files.joined(separator: ", or ") + ", can't be read or holds no certificate"
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
    var microseconds: Int64 {
        max(1, components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}
