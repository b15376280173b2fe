/// A door of `ingest`: where it is, what is spoken there, and who may come in. An item of list `ingest.listeners`, or the section
/// `ingest` itself where there is no such list.
public struct ListenerSettings: Sendable, Hashable {
    /// What is spoken.
    public enum Service: String, Sendable, CaseIterable, ConfigurationValue {
        /// SMTP (RFC 5321).
        case smtp
        /// LMTP (RFC 2033).
        case lmtp
    }

    /// When TLS protects a connection.
    public enum Encryption: String, Sendable, CaseIterable, ConfigurationValue {
        case none
        /// After STARTTLS, when the client wants it.
        case startTLS = "starttls"
        /// After STARTTLS, without which no mail is taken.
        case startTLSRequired = "starttls-required"
        /// From the first octet on (RFC 8314 §3.3).
        case implicit
    }

    /// Whether clients log in.
    public enum Login: String, Sendable, CaseIterable, ConfigurationValue {
        case none, optional, required
    }

    /// Its name, in the log and in rules.
    public var name: String
    /// Where it listens.
    public var listen: [ListenAddress]
    /// What is spoken.
    public var service: Service
    /// When TLS protects a connection.
    public var encryption: Encryption
    /// Whether clients log in.
    public var login: Login
    /// The clients that may come; all others are refused with 554. Who may open a unix socket, the file system says.
    public var networks: [AddressRange]
    /// The largest mail.
    public var maximumSize: ByteCount
    /// The recipients of one mail (RFC 5321 §4.5.3.1.8: 100 at least).
    public var maximumRecipients: Int
    /// How long nothing is said to a client that has connected: one that talks meanwhile is no mail client.
    public var greetingDelay: Duration
    /// How long a client may take for a command (RFC 5321 §4.5.3.2.7).
    public var commandTimeout: Duration
    /// How long a client may be silent within the data.
    public var dataTimeout: Duration
    /// How long the data of one mail may take.
    public var mailTimeout: Duration
    /// Connections at once.
    public var maximumConnections: Int
    /// Connections at once of one client: an IPv4 address, or the network of 64 bits of an IPv6 address.
    public var connectionsPerClient: Int
    /// New connections of one client within a minute; `nil` for any number.
    public var connectionsPerMinute: Int?
    /// Mails of one client within a minute; `nil` for any number.
    public var mailsPerMinute: Int?

    /// Reads a listener; what the section does not say is as `standard` has it. `listen` and `name` are the reader's.
    init(
        _ section: ConfigurationSection, name: String, listen: [ListenAddress], otherwise standard: ListenerSettings?
    ) throws(ConfigurationError) {
        self.name = name
        self.listen = listen
        service = try section.value("protocol", default: standard?.service ?? .smtp)
        encryption = try section.value("tls", default: standard?.encryption ?? Encryption.none)
        login = try section.value("auth", default: standard?.login ?? Login.none)
        networks = try section.list("networks", default: standard?.networks ?? AddressRange.loopback)
        maximumSize = try section.value("maximum-size", default: standard?.maximumSize ?? .mebibytes(64))
        guard maximumSize.bytes >= 64 << 10 else { throw section.error("maximum-size", "must be 64KiB or more") }
        maximumRecipients = try section.value(
            "maximum-recipients", in: 100...10_000, default: standard?.maximumRecipients ?? 500)
        greetingDelay = try section.value("greeting-delay", default: standard?.greetingDelay ?? .zero)
        commandTimeout = try section.time("command-timeout", default: standard?.commandTimeout ?? .seconds(300))
        dataTimeout = try section.time("data-timeout", default: standard?.dataTimeout ?? .seconds(300))
        mailTimeout = try section.time("mail-timeout", default: standard?.mailTimeout ?? .seconds(3600))
        guard greetingDelay < commandTimeout else {
            throw section.error("greeting-delay", "is no less than command-timeout")
        }
        maximumConnections = try section.value(
            "maximum-connections", in: 1...1_000_000, default: standard?.maximumConnections ?? 10_000)
        connectionsPerClient = try section.value(
            "connections-per-client", in: 1...1_000_000, default: standard?.connectionsPerClient ?? 500)
        connectionsPerMinute =
            try section.optionalValue("connections-per-minute", in: 1...1_000_000) ?? standard?.connectionsPerMinute
        mailsPerMinute = try section.optionalValue("mails-per-minute", in: 1...1_000_000) ?? standard?.mailsPerMinute
        guard service == .smtp || !listen.contains(where: Self.isForSMTP) else {
            throw section.error("protocol", "LMTP must not be spoken on port 25 (RFC 2033 §5)")
        }
        guard login == .none || encryption != .none else {
            throw section.error("auth", "a login needs TLS, so that nobody reads the password: set tls, too")
        }
    }

    /// RFC 2033 §5: port 25 is for SMTP, and whoever finds LMTP there takes it for that.
    private static func isForSMTP(_ address: ListenAddress) -> Bool {
        switch address {
        case .port(let place): place.port == 25
        case .socket: false
        }
    }
}
