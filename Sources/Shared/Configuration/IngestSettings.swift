public import Foundation

/// How mail is received: section `ingest`.
public struct IngestSettings: Sendable, Hashable {
    /// The addresses to listen on.
    public var listen: [HostAndPort]
    /// The server's name, in its greeting and in the Received: fields.
    public var hostname: String
    /// The domains whose local parts are fax numbers, in lower case. Without any, no mail is accepted.
    public var domains: [String]
    /// The domain of people's own mail addresses: mail to the same local part in a fax domain is faxed to the person; `nil` where
    /// only numbers are faxed to.
    public var personDomain: String?
    /// The clients that may send; all others are refused with 554.
    public var networks: [AddressRange]
    /// The front servers whose word is taken for who has sent a mail.
    public var trustedAuthentication: [TrustedAuthentication]
    /// The largest mail.
    public var maximumSize: ByteCount
    /// The recipients of one mail (RFC 5321 §4.5.3.1.8: 100 at least).
    public var maximumRecipients: Int
    /// How long a client may take for a command (RFC 5321 §4.5.3.2.7).
    public var commandTimeout: Duration
    /// How long a client may be silent within the data.
    public var dataTimeout: Duration
    /// How long the spool may take to store a mail before the client is told to try again later. A long time is safe: a
    /// mail that is stored after all, and sent again, would become two faxes.
    public var spoolTimeout: Duration
    /// How long the same mail, by Message-ID and envelope, is answered 250 and not faxed again; zero switches that off.
    public var duplicateWindow: Duration
    /// Where a day begins, for rules with `pages-a-day`.
    public var timeZone: TimeZone
    /// How long mails that are under way may take to end when the program is stopped.
    public var drainTimeout: Duration

    /// Reads section `ingest`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        listen = try section.list("listen", default: [HostAndPort(host: "127.0.0.1", port: 2525)])
        guard !listen.isEmpty else { throw section.error("listen", "names no address") }
        hostname = try section.value("hostname", default: HostName.ofThisMachine).text
        let domains: [HostName] = try section.list("domains", default: [])
        self.domains = domains.map { $0.text.lowercased() }
        let personDomain: HostName? = try section.optional("person-domain")
        self.personDomain = personDomain?.text
        networks = try section.list("networks", default: Self.loopback)
        trustedAuthentication = []
        for item in try section.sections("trusted-authentication") {
            trustedAuthentication.append(try TrustedAuthentication(item))
        }
        maximumSize = try section.value("maximum-size", default: .mebibytes(64))
        guard maximumSize.bytes >= 64 << 10 else { throw section.error("maximum-size", "must be 64KiB or more") }
        maximumRecipients = try section.value("maximum-recipients", in: 100...10_000, default: 500)
        commandTimeout = try section.time("command-timeout", default: .seconds(300))
        dataTimeout = try section.time("data-timeout", default: .seconds(300))
        spoolTimeout = try section.time("spool-timeout", default: .seconds(60))
        duplicateWindow = try section.value("duplicate-window", default: .seconds(3600))
        timeZone = try section.timeZone("time-zone")
        drainTimeout = try section.value("drain-timeout", default: .seconds(30))
        try section.finish()
    }

    private static var loopback: [AddressRange] {
        ["127.0.0.0/8", "::1"].compactMap(AddressRange.init(configuration:))
    }
}
