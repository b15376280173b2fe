/// How a front server checks who has sent a mail (RFC 8601 §2.7).
public enum AuthenticationMethod: String, Hashable, Sendable, CaseIterable, ConfigurationValue {
    /// The client may send for the domain of MAIL FROM (RFC 7208).
    case spf
    /// The domain has signed the mail (RFC 6376).
    case dkim
    /// One of both, for the domain of the From field (RFC 7489).
    case dmarc
}

/// A front server whose Authentication-Results fields are believed: an item of `ingest.trusted-authentication`.
public struct TrustedAuthentication: Sendable, Hashable {
    /// What it calls itself in them: the authserv-id (RFC 8601 §2.5), in lower case.
    public var server: String
    /// From where its mail comes. From elsewhere, a field with its name is anybody's.
    public var networks: [AddressRange]

    /// A server of this name that sends from these networks.
    public init(server: String, networks: [AddressRange]) {
        self.server = server
        self.networks = networks
    }

    /// Reads one item of `trusted-authentication`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        let name: HostName = try section.value("server")
        server = name.text.lowercased()
        networks = try section.list("networks")
        guard !networks.isEmpty else { throw section.error("networks", "names none") }
        try section.finish()
    }
}
