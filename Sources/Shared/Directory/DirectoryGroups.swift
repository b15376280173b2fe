public import Configuration
public import FaxModel
public import LDAP
public import LDAPGrammar

/// The groups that an LDAP directory knows.
///
/// Groups within groups do not count, unless the directory resolves them itself (Active Directory's matching rule in chain).
public actor DirectoryGroups: GroupSource {
    private let settings: DirectorySettings
    private let client: LDAPClient
    private let base: DistinguishedName?
    private var memory: ShortMemory<DirectoryIdentity, Set<DistinguishedName>>

    /// The groups of the configured directory, asked by `client`.
    public init(_ settings: DirectorySettings, client: LDAPClient) {
        self.settings = settings
        self.client = client
        base = DistinguishedName(settings.groups.base)
        memory = ShortMemory(for: settings.groups.keep)
    }

    public func groups(of identity: DirectoryIdentity) async throws(Failure) -> Set<DistinguishedName> {
        if let groups = memory.value(for: identity, now: .now) { return groups }
        let groups: Set<DistinguishedName>
        do throws(LDAPError) {
            groups = try await ask(identity)
        } catch {
            throw Failure(directory: error)
        }
        memory.keep(groups, for: identity, now: .now)
        return groups
    }

    private func ask(_ identity: DirectoryIdentity) async throws(LDAPError) -> Set<DistinguishedName> {
        guard let filter = filter(for: identity) else { return [] }
        let attributes: [LDAPAttribute] =
            switch settings.groups.source {
            case .attribute(let attribute): [attribute]
            case .search: ["uid"]
            }
        // Two are enough to see that it is not one.
        let people = LDAPSearch(base: settings.base, filter: filter, attributes: attributes, sizeLimit: 2)
        guard let person = try await client.only(people) else { return [] }
        let names: [String]
        switch settings.groups.source {
        case .attribute(let attribute): names = person.texts(attribute)
        case .search(let template):
            let values = ["dn": person.dn, "uid": person.text(["uid"]) ?? ""]
            guard let filter = template.filter(values) else { return [] }
            // 1.1: no attributes (RFC 4511 §4.5.1.8).
            let search = LDAPSearch(base: settings.groups.base, filter: filter, attributes: [.none])
            names = try await client.entries(search).map(\.dn)
        }
        return Set(names.compactMap(DistinguishedName.init).filter { name in base.map(name.isWithin) ?? false })
    }

    private func filter(for identity: DirectoryIdentity) -> LDAPFilter? {
        switch identity {
        case .user(let user): settings.userFilter.filter(["user": user])
        case .address(let address): settings.filter.filter(address: address)
        }
    }
}

extension LDAPClient {
    /// The entry that `search` finds; `nil` where there is none, or more than one.
    func only(_ search: LDAPSearch) throws(LDAPError) -> LDAPEntry? {
        do {
            let entries = try entries(search)
            return entries.count == 1 ? entries[0] : nil
        } catch {
            guard error.code == .sizeLimitExceeded || error.code == .noSuchObject else { throw error }
            return nil
        }
    }
}

extension LDAPFilterTemplate {
    /// The filter for whoever has this mail address, by `{address}`, `{local-part}` and `{domain}`; `nil` where one of them that is
    /// needed is empty.
    public func filter(address: String) -> LDAPFilter? {
        let separator = address.lastIndex(of: "@")
        return filter([
            "address": address, "local-part": String(separator.map { address[..<$0] } ?? address[...]),
            "domain": String(separator.map { address[address.index(after: $0)...] } ?? ""),
        ])
    }
}

extension Failure {
    /// The directory did not do what it was asked: RFC 3463 §3.5, X.4.3: directory server failure.
    public init(directory error: LDAPError) {
        self.init(EnhancedStatusCode(4, 4, 3), error.sentence)
    }
}
