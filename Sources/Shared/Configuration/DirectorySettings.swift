public import LDAPGrammar

/// Where people are looked up: section `directory`.
public struct DirectorySettings: Sendable, Hashable {
    /// As whom we bind.
    public enum Binding: Sendable, Hashable {
        /// As nobody.
        case anonymous
        /// By a name, and the password in a file of its own.
        case simple(dn: String, password: SecretFile)
        /// As whom our certificate names (SASL EXTERNAL).
        case external
    }

    /// A certificate of our own.
    public struct Certificate: Sendable, Hashable {
        /// PEM file of the certificate.
        public var file: String
        /// PEM file of its key.
        public var key: String
    }

    /// What is done while the directory does not answer.
    public enum Unavailable: String, Sendable, CaseIterable, ConfigurationValue {
        /// Mails wait until it does.
        case wait
        /// The copy is asked; where there is none, mails wait.
        case copy
        /// Mails go on without what it would say.
        case without
    }

    /// Who answers.
    public enum Source: String, Sendable, CaseIterable, ConfigurationValue {
        /// The directory itself.
        case online
        /// The copy of it.
        case copy
    }

    /// By what a sender is looked up.
    public enum SenderKey: String, Sendable, CaseIterable, ConfigurationValue {
        /// By the user who has logged in.
        case user
        /// By the address in `sender-field`.
        case field
        /// By the envelope's sender.
        case address
    }

    /// By what a recipient is looked up.
    public enum RecipientKey: String, Sendable, CaseIterable, ConfigurationValue {
        /// By the mail address, where the fax was addressed to a person.
        case address
        /// By the fax number.
        case number
        /// By the name that the mail has for him.
        case name
    }

    /// What kind of directory it is.
    public var profile: DirectoryProfile
    /// The servers, the preferred one first.
    public var urls: [LDAPURL]
    /// Whether TLS is agreed on after connecting (StartTLS).
    public var startTLS: Bool
    /// PEM file of the certificate authorities to trust; `nil` for those of the machine's `ldap.conf`.
    public var authorityFile: String?
    /// Our own certificate; `nil` for none.
    public var certificate: Certificate?
    /// As whom we bind.
    public var binding: Binding
    /// The DN below which people are looked for.
    public var base: String
    /// Finds a sender by an address: `{address}`, or its halves `{local-part}` and `{domain}`.
    public var filter: LDAPFilterTemplate
    /// Finds a recipient by his own mail address, as `filter` does a sender.
    public var recipientFilter: LDAPFilterTemplate
    /// How a user who has authenticated is found: `{user}`.
    public var userFilter: LDAPFilterTemplate
    /// How somebody is found by name: `{name}`.
    public var nameFilter: LDAPFilterTemplate
    /// How a group is found by its name, or its mail address: `{name}`.
    public var groupFilter: LDAPFilterTemplate
    /// How somebody is found by fax number: `{number}` (+4922812345), `{digits}` (4922812345); `nil` for by however it is written.
    public var numberFilter: LDAPFilterTemplate?
    /// By what senders are looked up; the first that finds somebody counts.
    public var senderKeys: [SenderKey]
    /// The header field with the sender's address, for `field`.
    public var senderField: String?
    /// By what recipients are looked up; the first that finds somebody counts.
    public var recipientKeys: [RecipientKey]
    /// Which attributes hold what.
    public var attributes: DirectoryAttributeSettings
    /// What a sender may ask for, by his entry; `nil` where rules alone say so.
    public var permissions: DirectoryPermissionSettings?
    /// How the groups of a person are found.
    public var groups: DirectoryGroupSettings
    /// Connections to a server at once.
    public var connections: Int
    /// Entries that are asked for at once where there may be many.
    public var pageSize: Int
    /// How many references to other servers are followed one after another; 0 for none.
    public var referralHops: Int
    /// Hosts besides those of `urls` to which references take our credentials along.
    public var referralHosts: [String]
    /// How long connecting may take, and then each operation.
    public var timeout: Duration
    /// How long it is known who somebody is.
    public var keep: Duration
    /// How long it is known that somebody is not there.
    public var keepUnknown: Duration
    /// The wait after the first time that the directory did not answer; each further one is twice as long.
    public var firstRetry: Duration
    /// The longest wait between two tries. There is no last one: a mail waits until the directory answers.
    public var longestRetry: Duration
    /// What is done while the directory does not answer.
    public var unavailable: Unavailable
    /// Who answers.
    public var source: Source
    /// How the directory is copied; `nil` where it is not.
    public var copy: DirectoryCopySettings?
    /// Which entries of the copy say who gets received faxes; `nil` where none do.
    public var userProfiles: DirectoryUserProfileSettings?

    /// Reads section `directory`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        profile = try section.value("profile", default: .inetOrgPerson)
        urls = try section.list("url")
        guard !urls.isEmpty else { throw section.error("url", "is an empty list") }
        startTLS = try section.value("start-tls", default: false)
        if startTLS, let secure = urls.first(where: { $0.scheme != .ldap }) {
            throw section.error("start-tls", "is for ldap:// only; \(secure) has TLS from the start")
        }
        let isSecure = startTLS || urls.allSatisfy { $0.scheme == .ldaps }
        authorityFile = try section.optional("ca-file")
        let certificateFile: String? = try section.optional("certificate")
        let keyFile: String? = try section.optional("key")
        guard (certificateFile == nil) == (keyFile == nil) else {
            throw section.error(certificateFile == nil ? "certificate" : "key", "certificate and key go together")
        }
        certificate = certificateFile.flatMap { file in keyFile.map { Certificate(file: file, key: $0) } }
        binding = try Self.binding(section, hasCertificate: certificate != nil && isSecure)
        base = try section.value("base")
        let addresses: Set<String> = ["address", "local-part", "domain"]
        filter = try section.filter("filter", default: profile.addressFilter, addresses, expected: "address")
        recipientFilter = try section.filter("recipient-filter", default: filter.text, addresses, expected: "address")
        userFilter = try section.filter("user-filter", default: profile.userFilter, ["user"], expected: "user")
        nameFilter = try section.filter("name-filter", default: profile.nameFilter, ["name"], expected: "name")
        groupFilter = try section.filter("group-filter", default: profile.groupFilter, ["name"], expected: "name")
        let numberText: String? = try section.optional("number-filter")
        numberFilter =
            try numberText.map { text throws(ConfigurationError) in
                try section.filter("number-filter", default: text, ["number", "digits"], expected: "number")
            }
        senderField = try section.optional("sender-field")
        senderKeys = try section.list(
            "senders", default: senderField == nil ? [.user, .address] : [.field, .user, .address])
        guard senderKeys.contains(.field) == (senderField != nil) else {
            throw section.error("senders", "field and sender-field go together")
        }
        source = try section.value("source", default: .online)
        recipientKeys = try section.list("recipients", default: source == .copy ? [.address, .number] : [.address])
        attributes = try DirectoryAttributeSettings(section.section("attributes"), profile)
        permissions = try section.optionalSection("permissions").map { section throws(ConfigurationError) in
            try DirectoryPermissionSettings(section)
        }
        groups = try DirectoryGroupSettings(section.section("groups"), base: base)
        connections = try section.value("connections", in: 1...100, default: 2)
        pageSize = try section.value("page-size", in: 1...10_000, default: 500)
        referralHops = try section.value("referral-hops", in: 0...20, default: 0)
        referralHosts = try section.list("referral-hosts", default: [])
        timeout = try section.time("timeout", default: .seconds(5))
        keep = try section.value("keep", default: groups.keep)
        keepUnknown = try section.value("keep-unknown", default: min(keep, .seconds(30)))
        firstRetry = try section.time("first-retry", default: .seconds(5))
        longestRetry = try section.value("longest-retry", default: .seconds(600))
        guard longestRetry >= firstRetry else { throw section.error("longest-retry", "is shorter than first-retry") }
        unavailable = try section.value("unavailable", default: .wait)
        copy = try section.optionalSection("copy").map { section throws(ConfigurationError) in
            try DirectoryCopySettings(section, profile, bases: [base, groups.base])
        }
        guard copy != nil || (source == .online && unavailable != .copy) else {
            throw section.error(source == .copy ? "source" : "unavailable", "copy needs section directory.copy")
        }
        userProfiles = try section.optionalSection("user-profiles").map { section throws(ConfigurationError) in
            try DirectoryUserProfileSettings(section, profile)
        }
        guard copy != nil || userProfiles == nil else {
            throw section.error("user-profiles", "are read in the copy: they need section directory.copy")
        }
        if source == .copy || unavailable == .copy { try refuseUndecidableFilters(section) }
        try section.finish()
    }

    /// A word of `bind`.
    private enum Word: String, CaseIterable, ConfigurationValue {
        case simple, external
    }

    private static func binding(
        _ section: ConfigurationSection, hasCertificate: Bool
    ) throws(ConfigurationError) -> Binding {
        let dn: String? = try section.optional("bind-dn")
        let password = try section.secretFile("password-file")
        let word: Word? = try section.optional("bind")
        guard (dn == nil) == (password == nil) else {
            throw section.error(dn == nil ? "password-file" : "bind-dn", "bind-dn and password-file go together")
        }
        switch (word, dn, password) {
        case (.external?, nil, _):
            guard hasCertificate else {
                throw section.error("bind", "external needs certificate and key, and TLS: they say who we are")
            }
            return .external
        case (.external?, .some, _): throw section.error("bind-dn", "is no use with bind: external")
        case (_, let dn?, let password?): return .simple(dn: dn, password: password)
        case (.simple?, _, _): throw section.error("bind", "simple needs bind-dn and password-file")
        case (nil, _, _): return .anonymous
        }
    }
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
