internal import CLDAP
internal import LDAPGrammar

/// The chain of messages that a search returned; freed with its owner.
struct LDAPSearchResult: ~Copyable {
    private let message: OpaquePointer?

    /// Takes ownership of what libldap returned, which may be nothing.
    init(_ message: OpaquePointer?) {
        self.message = message
    }

    deinit {
        if let message { ldap_msgfree(message) }
    }

    /// The entries, copied; `handle` is the session's.
    func entries(_ handle: OpaquePointer) -> [LDAPEntry] {
        guard let message else { return [] }
        var entries: [LDAPEntry] = []
        var next = ldap_first_entry(handle, message)
        while let entry = next {
            entries.append(Self.entry(entry, handle))
            next = ldap_next_entry(handle, entry)
        }
        return entries
    }

    private static func entry(_ entry: OpaquePointer, _ handle: OpaquePointer) -> LDAPEntry {
        let dn = ldap_get_dn(handle, entry)
        defer { ldap_memfree(dn) }
        var attributes: [LDAPAttribute: [[UInt8]]] = [:]
        var cursor: OpaquePointer?
        var next = ldap_first_attribute(handle, entry, &cursor)
        while let name = next {
            // What is no attribute description (RFC 4512 §2.5) comes from no directory; nobody could ask for it.
            if let attribute = LDAPAttribute(String(cString: name)) {
                attributes[attribute, default: []] += values(of: name, in: entry, handle)
            }
            ldap_memfree(name)
            next = ldap_next_attribute(handle, entry, cursor)
        }
        if let cursor { ber_free(cursor, 0) }
        return LDAPEntry(dn: dn.map { String(cString: $0) } ?? "", attributes: attributes)
    }

    private static func values(
        of name: UnsafeMutablePointer<CChar>, in entry: OpaquePointer, _ handle: OpaquePointer
    ) -> [[UInt8]] {
        guard let list = ldap_get_values_len(handle, entry, name) else { return [] }
        defer { ldap_value_free_len(list) }
        return (0..<Int(ldap_count_values_len(list))).map { index in
            guard let value = list[index]?.pointee, let octets = value.bv_val else { return [] }
            return Array(UnsafeRawBufferPointer(start: octets, count: Int(value.bv_len)))
        }
    }
}
