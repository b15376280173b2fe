import LDAPGrammar

extension FuzzTarget {
    /// Where a directory's server says that others know more: LDAP URLs, which decide whom we ask next.
    static let referrals = FuzzTarget("referrals") { input in
        let text = String(decoding: input, as: UTF8.self)
        if let url = LDAPURL(text) {
            try FuzzFinding.unless((1...65535).contains(url.port), "a port is none")
            try FuzzFinding.unless(LDAPURL(url.description) == url, "\(url) is not the server that it was")
            // It goes into a URL that libldap reads: nothing in it may end the host.
            try FuzzFinding.unless(
                !url.host.isEmpty && url.host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@[]".utf8.contains($0) },
                "a host has '\(url.host)' in it")
        }
        guard let reference = LDAPReference(text) else { return }
        try FuzzFinding.unless(LDAPURL(reference.url.description) == reference.url, "a reference's server is none")
        if let filter = reference.filter {
            let again = try? LDAPFilterTemplate(filter.description, placeholders: []).filter([:])
            try FuzzFinding.unless(again == filter, "the filter \(filter) is not read as it was written")
        }
    }
}
