public import Configuration
public import LDAP

extension LDAPServer {
    /// The server of the configuration; its password is read now.
    public init(_ settings: DirectorySettings) throws(ConfigurationError) {
        var credentials = Credentials.anonymous
        if let dn = settings.bindDN, let file = settings.passwordFile {
            credentials = .simple(dn: dn, password: try file.read())
        }
        self.init(
            url: settings.url, security: settings.startTLS ? .startTLS : .byScheme,
            authorityFile: settings.authorityFile, credentials: credentials, timeout: settings.timeout)
    }
}
