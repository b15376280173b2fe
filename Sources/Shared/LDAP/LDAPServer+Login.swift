extension LDAPServer {
    /// Whether the directory lets in whom `dn` names, by a bind with that password over a connection of its own. Blocks the thread
    /// that calls it, for the time limit a step at most.
    ///
    /// An empty name or password is never sent: a bind with it succeeds for anybody (RFC 4513 §5.1.2).
    ///
    /// - Throws: when the directory can't be reached, or does not say.
    public func admits(_ dn: String, password: String) throws(LDAPError) -> Bool {
        guard !dn.isEmpty, !password.isEmpty else { return false }
        var server = self
        server.credentials = .simple(dn: dn, password: password)
        do {
            _ = try LDAPSession.open(server)
            return true
        } catch {
            guard error.operation == .bind, error.code.meansWrongCredentials else { throw error }
            return false
        }
    }
}

extension LDAPResultCode {
    /// RFC 4511 §4.2.2, appendix A: the name or the password is wrong, or the entry can't be bound as.
    fileprivate var meansWrongCredentials: Bool {
        switch self {
        case .invalidCredentials, .noSuchObject, .inappropriateAuthentication, .invalidDNSyntax,
            .insufficientAccessRights:
            true
        default: false
        }
    }
}

extension [LDAPServer] {
    /// The same, asked of the first of these servers that answers.
    public func admits(_ dn: String, password: String) throws(LDAPError) -> Bool {
        precondition(!isEmpty, "a directory has a server")
        var trouble: LDAPError?
        for server in self {
            do throws(LDAPError) {
                return try server.admits(dn, password: password)
            } catch {
                trouble = error
            }
        }
        guard let trouble else { return false }
        throw trouble
    }
}
