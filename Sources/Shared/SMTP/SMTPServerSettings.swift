public import NIOCore

/// What a server says of itself, and where its patience ends.
public struct SMTPServerSettings: Hashable, Sendable {
    /// The server's name, in its greeting and its answer to EHLO.
    public var hostname: String
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
    /// How long a client may take for a whole command (RFC 5321 §4.5.3.2.7: five minutes at least).
    public var commandTimeout: TimeAmount = .minutes(5)
    /// How long a client may be silent within the data (RFC 5321 §4.5.3.2.5: its own patience is three minutes).
    public var dataTimeout: TimeAmount = .minutes(5)

    /// A server with the usual patience.
    public init(hostname: String, maximumSize: Int, maximumRecipients: Int) {
        self.hostname = hostname
        self.maximumSize = maximumSize
        self.maximumRecipients = maximumRecipients
    }
}
