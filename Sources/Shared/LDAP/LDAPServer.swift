public import LDAPGrammar

/// A directory server and how we present ourselves to it.
public struct LDAPServer: Hashable, Sendable {
    /// How what goes over the wire is protected.
    public enum Security: Hashable, Sendable {
        /// As the URL says: clear text for `ldap`, TLS for `ldaps`.
        case byScheme
        /// StartTLS (RFC 4511 §4.14) before anything else; for `ldap` only.
        case startTLS
    }

    /// As whom we bind.
    public enum Credentials: Hashable, Sendable {
        /// As nobody: without a bind.
        case anonymous
        /// By name and password (RFC 4513 §5.1.3).
        case simple(dn: String, password: String)
    }

    /// Where it listens.
    public var url: LDAPURL
    /// How what goes over the wire is protected.
    public var security: Security
    /// PEM file of the certificate authorities to trust; `nil` for those of the machine's `ldap.conf`. Under TLS the
    /// server's certificate is always demanded and checked, its name included.
    public var authorityFile: String?
    /// As whom we bind.
    public var credentials: Credentials
    /// How long connecting may take, and then each operation.
    public var timeout: Duration

    /// A server; by default in clear text, as nobody, with 5 s for each step.
    public init(
        url: LDAPURL, security: Security = .byScheme, authorityFile: String? = nil,
        credentials: Credentials = .anonymous, timeout: Duration = .seconds(5)
    ) {
        self.url = url
        self.security = security
        self.authorityFile = authorityFile
        self.credentials = credentials
        self.timeout = timeout
    }
}
