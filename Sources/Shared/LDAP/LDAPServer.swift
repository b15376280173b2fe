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
        /// As whom our certificate names (SASL EXTERNAL, RFC 4513 §5.2.3).
        case external
    }

    /// A certificate of our own.
    public struct Certificate: Hashable, Sendable {
        /// PEM file of the certificate.
        public var file: String
        /// PEM file of its key.
        public var key: String

        /// The certificate in these files.
        public init(file: String, key: String) {
            self.file = file
            self.key = key
        }
    }

    /// Where it listens.
    public var url: LDAPURL
    /// How what goes over the wire is protected.
    public var security: Security
    /// PEM file of the certificate authorities to trust; `nil` for those of the machine's `ldap.conf`. Under TLS the
    /// server's certificate is always demanded and checked, its name included.
    public var authorityFile: String?
    /// Our own certificate, for servers that want one; `nil` for none.
    public var certificate: Certificate?
    /// As whom we bind.
    public var credentials: Credentials
    /// How long connecting may take, and then each operation.
    public var timeout: Duration

    /// Whether what we say of ourselves goes over TLS, to a server whose certificate was checked.
    public var isSecure: Bool { security == .startTLS || url.scheme == .ldaps }

    /// A server; by default in clear text, as nobody, with 5 s for each step.
    public init(
        url: LDAPURL, security: Security = .byScheme, authorityFile: String? = nil,
        certificate: Certificate? = nil, credentials: Credentials = .anonymous, timeout: Duration = .seconds(5)
    ) {
        self.url = url
        self.security = security
        self.authorityFile = authorityFile
        self.certificate = certificate
        self.credentials = credentials
        self.timeout = timeout
    }
}
