public import NIOCore

/// What a server says of itself, what it asks of its clients, and where its patience ends.
public struct SMTPServerSettings: Hashable, Sendable {
    /// When TLS protects a connection (RFC 3207, RFC 8314 §3.3).
    public enum Encryption: Hashable, Sendable {
        /// Never.
        case none
        /// After STARTTLS, when the client wants it.
        case offered
        /// After STARTTLS, without which no mail is taken (RFC 3207 §4).
        case required
        /// From the first octet on.
        case implicit
    }

    /// Whether clients log in (RFC 4954).
    public enum Login: Hashable, Sendable {
        /// They can't.
        case none
        /// They may, once TLS protects the connection.
        case optional
        /// They must, before they send mail.
        case required
    }

    /// The server's name, in its greeting and its answer to EHLO.
    public var hostname: String
    /// The protocol that it speaks.
    public var service: MailService = .smtp
    /// When TLS protects a connection.
    public var encryption: Encryption = .none
    /// Whether clients log in.
    public var login: Login = .none
    /// The largest mail in octets: announced by SIZE (RFC 1870), dots not counted.
    public var maximumSize: Int
    /// Recipients of one mail; RFC 5321 §4.5.3.1.8 asks for 100 at least.
    public var maximumRecipients: Int
    /// Octets in a command line, CR LF included; RFC 5321 §4.5.3.1.4 asks for 512 and the parameters of the extensions.
    public var maximumCommandLine = 2048
    /// Mistakes of a client after which it is sent away.
    public var maximumErrors = 20
    /// Commands that bring no mail on (NOOP, RSET, VRFY, HELP, HELO, EHLO), between two mails, after which a client is
    /// sent away.
    public var maximumIdleCommands = 100
    /// Logins that failed after which a client is sent away.
    public var maximumFailedLogins = 3
    /// How long a client may take for a whole command (RFC 5321 §4.5.3.2.7: five minutes at least), and for TLS to begin.
    public var commandTimeout: TimeAmount = .minutes(5)
    /// How long a client may be silent within the data (RFC 5321 §4.5.3.2.5: its own patience is three minutes).
    public var dataTimeout: TimeAmount = .minutes(5)
    /// How long the data of a mail may take as a whole, however steadily it trickles.
    public var mailTimeout: TimeAmount = .hours(1)

    /// A server with the usual patience.
    public init(hostname: String, maximumSize: Int, maximumRecipients: Int) {
        self.hostname = hostname
        self.maximumSize = maximumSize
        self.maximumRecipients = maximumRecipients
    }
}
