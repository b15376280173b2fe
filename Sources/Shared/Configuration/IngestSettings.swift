public import Foundation

/// How mail is received: section `ingest`.
public struct IngestSettings: Sendable, Hashable {
    /// The doors, at least one, each of another name.
    public var listeners: [ListenerSettings]
    /// The certificate, where a listener has TLS.
    public var certificate: CertificateFiles?
    /// Who may log in, where a listener has logins.
    public var users: UserSettings?
    /// The server's name, in its greeting and in the Received: fields.
    public var hostname: String
    /// The domains whose local parts are fax numbers, in lower case. Without any, no mail is accepted.
    public var domains: [String]
    /// The domain of people's own mail addresses: mail to the same local part in a fax domain is faxed to the person; `nil` where
    /// only numbers are faxed to.
    public var personDomain: String?
    /// The front servers whose word is taken for who has sent a mail.
    public var trustedAuthentication: [TrustedAuthentication]
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
        listeners = try Self.listeners(section)
        certificate = try CertificateFiles(section)
        users = try section.optionalSection("users").map { section throws(ConfigurationError) in
            try UserSettings(section)
        }
        hostname = try section.value("hostname", default: HostName.ofThisMachine).text
        let domains: [HostName] = try section.list("domains", default: [])
        self.domains = domains.map { $0.text.lowercased() }
        let personDomain: HostName? = try section.optional("person-domain")
        self.personDomain = personDomain?.text
        trustedAuthentication = []
        for item in try section.sections("trusted-authentication") {
            trustedAuthentication.append(try TrustedAuthentication(item))
        }
        spoolTimeout = try section.time("spool-timeout", default: .seconds(60))
        duplicateWindow = try section.value("duplicate-window", default: .seconds(3600))
        timeZone = try section.timeZone("time-zone")
        drainTimeout = try section.value("drain-timeout", default: .seconds(30))
        try section.finish()
        if let listener = listeners.first(where: { $0.encryption != .none }), certificate == nil {
            throw section.error("certificate", "is missing: listener '\(listener.name)' has TLS")
        }
        if let listener = listeners.first(where: { $0.login != .none }), users == nil {
            throw section.error("users", "is missing: at listener '\(listener.name)' clients log in")
        }
    }

    /// What the section says holds for all listeners, where they say nothing else. One that has no list is itself the only one.
    private static func listeners(_ section: ConfigurationSection) throws(ConfigurationError) -> [ListenerSettings] {
        let sections = try section.sections("listeners")
        let standardListen = [ListenAddress.port(HostAndPort(host: "127.0.0.1", port: 2525))]
        let addresses: [ListenAddress] = try section.list("listen", default: sections.isEmpty ? standardListen : [])
        let standard = try ListenerSettings(section, name: "default", listen: addresses, otherwise: nil)
        guard !sections.isEmpty else {
            guard !addresses.isEmpty else { throw section.error("listen", "names no address") }
            return [standard]
        }
        guard addresses.isEmpty else {
            throw section.error("listen", "belongs to each of the listeners, where there is a list of them")
        }
        var listeners: [ListenerSettings] = []
        for item in sections {
            let name: String = try item.value("name")
            guard !name.isEmpty, !listeners.contains(where: { $0.name == name }) else {
                throw item.error("name", "'\(name)' is empty, or the name of another listener")
            }
            let addresses: [ListenAddress] = try item.list("listen")
            guard !addresses.isEmpty else { throw item.error("listen", "names no address") }
            listeners.append(try ListenerSettings(item, name: name, listen: addresses, otherwise: standard))
            try item.finish()
        }
        return listeners
    }
}
