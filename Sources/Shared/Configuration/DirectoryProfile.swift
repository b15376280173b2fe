/// What kind of directory it is: the defaults of what stands in section `directory`.
public enum DirectoryProfile: String, Sendable, CaseIterable, ConfigurationValue {
    /// Active Directory.
    case ad
    /// HCL Domino's LDAP task.
    case domino
    /// People of class inetOrgPerson (RFC 2798), as OpenLDAP has them.
    case inetOrgPerson = "inetorgperson"

    /// Finds somebody by his mail address.
    var addressFilter: String {
        switch self {
        case .ad: "(&(objectCategory=person)(|(mail={address})(proxyAddresses=smtp:{address})))"
        case .domino: "(&(objectClass=dominoPerson)(mail={address}))"
        case .inetOrgPerson: "(mail={address})"
        }
    }

    /// Finds a user who has authenticated.
    var userFilter: String {
        switch self {
        case .ad: "(&(objectCategory=person)(|(sAMAccountName={user})(userPrincipalName={user})))"
        case .domino: "(&(objectClass=dominoPerson)(|(uid={user})(mail={user})))"
        case .inetOrgPerson: "(uid={user})"
        }
    }

    /// Finds somebody by his name.
    var nameFilter: String {
        switch self {
        case .ad: "(&(objectCategory=person)(|(displayName={name})(cn={name})))"
        case .domino, .inetOrgPerson: "(cn={name})"
        }
    }

    /// Everything that a copy has: people and groups.
    var copyFilter: String {
        switch self {
        case .ad: "(|(&(objectCategory=person)(|(objectClass=user)(objectClass=contact)))(objectCategory=group))"
        case .domino: "(|(objectClass=dominoPerson)(objectClass=dominoGroup))"
        case .inetOrgPerson:
            "(|(objectClass=person)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))"
        }
    }

    /// Whose entries say who gets received faxes, by the classes that entries have themselves: of those that others are derived from, as
    /// person from inetOrgPerson, only the server knows.
    var userProfileFilter: String {
        switch self {
        case .ad: "(&(objectCategory=person)(objectClass=user))"
        case .domino: "(objectClass=dominoPerson)"
        case .inetOrgPerson:
            "(!(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)))"
        }
    }

    /// Finds a group by its name, or its mail address.
    var groupFilter: String {
        switch self {
        case .ad: "(&(objectCategory=group)(|(cn={name})(mail={name})))"
        case .domino: "(&(objectClass=dominoGroup)(|(cn={name})(mail={name})))"
        case .inetOrgPerson:
            "(&(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))(|(cn={name})(mail={name})))"
        }
    }
}
