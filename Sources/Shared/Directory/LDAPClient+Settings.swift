public import Configuration
public import LDAP

extension LDAPServer {
    /// The servers of the configuration; the password is read now.
    public static func list(_ settings: DirectorySettings) throws(ConfigurationError) -> [LDAPServer] {
        let credentials: Credentials
        switch settings.binding {
        case .anonymous: credentials = .anonymous
        case .simple(let dn, let file): credentials = .simple(dn: dn, password: try file.read())
        case .external: credentials = .external
        }
        return settings.urls.map { url in
            LDAPServer(
                url: url, security: settings.startTLS ? .startTLS : .byScheme, authorityFile: settings.authorityFile,
                certificate: settings.certificate.map { Certificate(file: $0.file, key: $0.key) },
                credentials: credentials, timeout: settings.timeout)
        }
    }
}

extension LDAPClient {
    /// A client of the servers of the configuration; the password is read now.
    ///
    /// - Parameter rest: how long a server that did not answer is let alone the first time.
    public convenience init(
        _ settings: DirectorySettings, rest: Duration = .seconds(2)
    ) throws(ConfigurationError) {
        self.init(
            try LDAPServer.list(settings), connections: settings.connections, rest: rest,
            referrals: settings.referralHops > 0 ? .follow(limit: settings.referralHops) : .ignore,
            trustedHosts: Set(settings.referralHosts))
    }
}
