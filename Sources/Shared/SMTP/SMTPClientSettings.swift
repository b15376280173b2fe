/// How a client speaks to a server.
public struct SMTPClientSettings: Sendable, Hashable {
    /// When TLS protects the session.
    public enum Encryption: Hashable, Sendable {
        /// Never.
        case none
        /// After STARTTLS, where the server offers it.
        case offered
        /// After STARTTLS, without which nothing is sent.
        case required
        /// From the first octet on (RFC 8314 §3.3): whoever drives the session sees to it.
        case implicit
    }

    /// A user's name and password.
    public struct Credentials: Hashable, Sendable {
        public var user: String
        public var password: String

        /// The credentials of `user`.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// What the client calls itself (RFC 5321 §4.1.1.1).
    public var name: String
    /// What is spoken.
    public var service: MailService
    /// When TLS protects the session.
    public var encryption: Encryption
    /// Who logs in (RFC 4954); `nil` for nobody.
    public var credentials: Credentials?

    /// Settings; by default SMTP in the clear, without a login.
    public init(
        name: String, service: MailService = .smtp, encryption: Encryption = .none, credentials: Credentials? = nil
    ) {
        self.name = name
        self.service = service
        self.encryption = encryption
        self.credentials = credentials
    }
}
