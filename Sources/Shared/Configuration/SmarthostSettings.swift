/// A mail server that takes our mail: an item of list `deliver.smarthosts`.
public struct SmarthostSettings: Sendable, Hashable {
    /// What is spoken.
    public enum Service: String, Sendable, CaseIterable, ConfigurationValue {
        /// SMTP (RFC 5321).
        case smtp
        /// LMTP (RFC 2033): straight into a mail store.
        case lmtp
    }

    /// When TLS protects a connection.
    public enum Encryption: String, Sendable, CaseIterable, ConfigurationValue {
        case none
        /// After STARTTLS, where the server offers it; whoever it is.
        case opportunistic
        /// After STARTTLS, without which nothing is sent; whoever the server is (RFC 7435).
        case required
        /// After STARTTLS, and only where the certificate is the server's and comes from a known authority.
        case verified
        /// From the first octet on (RFC 8314 §3.3), verified likewise.
        case implicit
    }

    /// Its name, in routes and in the log.
    public var name: String
    /// Where it is.
    public var address: ListenAddress
    /// What is spoken.
    public var service: Service
    /// When TLS protects a connection.
    public var encryption: Encryption
    /// The name that its certificate must have; `nil` for that of its address.
    public var serverName: String?
    /// A PEM file of the authorities that are believed; `nil` for those of the system.
    public var authorities: String?
    /// Who logs in; `nil` for nobody.
    public var user: String?
    /// The user's password.
    public var password: SecretFile?
    /// Connections at once, from one program.
    public var connections: Int
    /// How long a connection that is done with a mail waits for the next.
    public var keep: Duration

    /// The server at `address`, as `deliver.smarthost` names it.
    init(address: HostAndPort, connections: Int) {
        name = "\(address)"
        self.address = .port(address)
        service = .smtp
        encryption = .opportunistic
        self.connections = connections
        keep = .seconds(5)
    }

    /// Reads an item of the list.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        address = try section.value("address")
        name = try section.value("name", default: "\(address)")
        service = try section.value("protocol", default: .smtp)
        encryption = try section.value("tls", default: .opportunistic)
        let host: HostName? = try section.optional("server-name")
        serverName = host?.text
        authorities = try section.optional("authorities")
        user = try section.optional("user")
        password = try section.secretFile("password-file")
        connections = try section.value("connections", in: 1...1000, default: 4)
        keep = try section.time("keep", default: .seconds(5))
        try section.finish()
        guard (user == nil) == (password == nil) else {
            throw section.error(user == nil ? "password-file" : "user", "user and password-file go together")
        }
        switch address {
        case .socket:
            guard encryption == .opportunistic || encryption == .none else {
                throw section.error("tls", "a unix socket has no TLS, and needs none: none")
            }
            encryption = .none
        case .port:
            guard user == nil || encryption != .opportunistic else {
                throw section.error(
                    "tls",
                    "a password goes over TLS: verified, implicit or required (or none, in a network of your own)"
                )
            }
        }
    }
}
