public import LDAPGrammar

/// Where senders are looked up: section `directory`.
public struct DirectorySettings: Sendable, Hashable {
    /// Which attributes hold what; of several, the first that has a value counts.
    public struct Attributes: Sendable, Hashable {
        /// The person's name.
        public var name: [LDAPAttribute]
        /// The company.
        public var company: [LDAPAttribute]
        /// The voice telephone.
        public var telephone: [LDAPAttribute]
        /// The fax number.
        public var facsimile: [LDAPAttribute]

        /// Reads section `directory.attributes`.
        public init(_ section: ConfigurationSection) throws(ConfigurationError) {
            name = try section.list("name", default: ["cn"])
            company = try section.list("company", default: ["company", "o"])
            telephone = try section.list("telephone", default: ["telephoneNumber"])
            facsimile = try section.list("facsimile", default: ["facsimileTelephoneNumber"])
            try section.finish()
        }

        /// All of them.
        public var all: [LDAPAttribute] { name + company + telephone + facsimile }
    }

    /// The server.
    public var url: LDAPURL
    /// Whether TLS is agreed on after connecting (StartTLS).
    public var startTLS: Bool
    /// PEM file of the certificate authorities to trust; `nil` for those of the machine's `ldap.conf`.
    public var authorityFile: String?
    /// As whom we bind; `nil` for nobody.
    public var bindDN: String?
    /// The password for `bindDN`, in a file of its own.
    public var passwordFile: SecretFile?
    /// The DN below which people are looked for.
    public var base: String
    /// Finds a sender by the envelope's address: `{address}`, or its halves `{local-part}` and `{domain}`.
    public var filter: LDAPFilterTemplate
    /// Finds a recipient by his own mail address, as `filter` does a sender.
    public var recipientFilter: LDAPFilterTemplate
    /// Which attributes hold what.
    public var attributes: Attributes
    /// How a user who has authenticated is found: `{user}`.
    public var userFilter: LDAPFilterTemplate
    /// How the groups of a person are found.
    public var groups: DirectoryGroupSettings
    /// How long connecting may take, and then each operation.
    public var timeout: Duration
    /// The wait after the first time that the directory did not answer; each further one is twice as long.
    public var firstRetry: Duration
    /// The longest wait between two tries. There is no last one: a mail waits until the directory answers.
    public var longestRetry: Duration

    /// Reads section `directory`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        url = try section.value("url")
        startTLS = try section.value("start-tls", default: false)
        guard !startTLS || url.scheme == .ldap else {
            throw section.error("start-tls", "is for ldap:// only; \(url) has TLS from the start")
        }
        authorityFile = try section.optional("ca-file")
        bindDN = try section.optional("bind-dn")
        passwordFile = try section.secretFile("password-file")
        guard (bindDN == nil) == (passwordFile == nil) else {
            throw section.error(
                bindDN == nil ? "password-file" : "bind-dn", "bind-dn and password-file go together")
        }
        base = try section.value("base")
        filter = try section.filter("filter", default: "(mail={address})", Self.placeholders, expected: "address")
        recipientFilter = try section.filter(
            "recipient-filter", default: filter.text, Self.placeholders, expected: "address")
        attributes = try Attributes(section.section("attributes"))
        userFilter = try section.filter("user-filter", default: "(uid={user})", ["user"], expected: "user")
        groups = try DirectoryGroupSettings(section.section("groups"), base: base)
        timeout = try section.value("timeout", default: .seconds(5))
        guard timeout > .zero else { throw section.error("timeout", "must be longer than nothing") }
        firstRetry = try section.value("first-retry", default: .seconds(5))
        guard firstRetry > .zero else { throw section.error("first-retry", "must be longer than nothing") }
        longestRetry = try section.value("longest-retry", default: .seconds(600))
        guard longestRetry >= firstRetry else { throw section.error("longest-retry", "is shorter than first-retry") }
        try section.finish()
    }

    /// What may stand in braces in `filter`.
    private static let placeholders: Set<String> = ["address", "local-part", "domain"]
}

extension ConfigurationSection {
    /// The search filter under `key`, which may have these placeholders.
    ///
    /// - Parameter expected: a placeholder to write where there is none.
    /// - Throws: when it is no filter, or has no placeholder and so would find anybody.
    func filter(
        _ key: String, default standard: String, _ placeholders: Set<String>, expected: String
    ) throws(ConfigurationError) -> LDAPFilterTemplate {
        let text = try value(key, default: standard)
        let filter: LDAPFilterTemplate
        do throws(LDAPSyntaxError) {
            filter = try LDAPFilterTemplate(text, placeholders: placeholders)
        } catch {
            throw self.error(key, "'\(text)' is no search filter: \(error)")
        }
        guard !filter.placeholders.isEmpty else {
            throw error(key, "'\(text)' would find anybody; expected {\(expected)} in it")
        }
        return filter
    }
}

extension LDAPURL: ConfigurationValue {
    public static var expectation: String { "the URL of a directory server: ldap://host, ldaps://host:port" }

    public init?(configuration text: String) {
        self.init(text)
    }
}

extension LDAPAttribute: ConfigurationValue {
    public static var expectation: String { "the name of an attribute" }

    public init?(configuration text: String) {
        self.init(text)
    }
}
