internal import CLDAP
internal import LDAPGrammar

/// A message that the server sent; freed with its owner.
struct LDAPMessage: ~Copyable {
    private let message: OpaquePointer
    private let handle: OpaquePointer

    /// Takes ownership of what libldap returned; `handle` is the session's.
    init(takingOwnership message: OpaquePointer, _ handle: OpaquePointer) {
        self.message = message
        self.handle = handle
    }

    deinit {
        ldap_msgfree(message)
    }

    /// The operation that it answers.
    var identifier: Int32 { ldap_msgid(message) }

    /// What it says, copied; `nil` for what answers no search.
    var reply: LDAPReply? {
        switch ldap_msgtype(message) {
        case 0x64: entry
        case 0x73: .reference(references)
        case 0x79: intermediate
        case 0x65: .done(outcome)
        default: nil
        }
    }

    private var entry: LDAPReply {
        let dn = ldap_get_dn(handle, message)
        defer { ldap_memfree(dn) }
        var attributes: [LDAPAttribute: [[UInt8]]] = [:]
        var ranges: [LDAPAttributeRange] = []
        var cursor: OpaquePointer?
        var next = ldap_first_attribute(handle, message, &cursor)
        while let name = next {
            let text = String(cString: name)
            // What is no attribute description (RFC 4512 §2.5) comes from no directory; nobody could ask for it.
            if let attribute = LDAPAttribute(text) {
                attributes[attribute, default: []] += values(of: name)
            } else if let range = LDAPAttributeRange(text) {
                attributes[range.attribute, default: []] += values(of: name)
                ranges.append(range)
            }
            ldap_memfree(name)
            next = ldap_next_attribute(handle, message, cursor)
        }
        if let cursor { ber_free(cursor, 0) }
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<CLDAP.LDAPControl>?>?
        ldap_get_entry_controls(handle, message, &controls)
        let entry = LDAPEntry(dn: dn.map { String(cString: $0) } ?? "", attributes: attributes)
        return .entry(entry, ranges: ranges, controls: Self.taken(controls))
    }

    private func values(of name: UnsafeMutablePointer<CChar>) -> [[UInt8]] {
        guard let list = ldap_get_values_len(handle, message, name) else { return [] }
        defer { ldap_value_free_len(list) }
        return (0..<Int(ldap_count_values_len(list))).map { index in
            guard let value = list[index]?.pointee else { return [] }
            return Self.octets(value)
        }
    }

    private var references: [String] {
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard ldap_parse_reference(handle, message, &list, nil, 0) == LDAP_SUCCESS else { return [] }
        return Self.taken(list)
    }

    private var intermediate: LDAPReply? {
        var oid: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<berval>?
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<CLDAP.LDAPControl>?>?
        guard ldap_parse_intermediate(handle, message, &oid, &data, &controls, 0) == LDAP_SUCCESS else { return nil }
        defer {
            ldap_memfree(oid)
            ber_bvfree(data)
        }
        _ = Self.taken(controls)
        return .intermediate(
            oid: oid.map { String(cString: $0) } ?? "", value: data.map { Self.octets($0.pointee) } ?? [])
    }

    private var outcome: LDAPOutcome {
        var code: Int32 = 0
        var text: UnsafeMutablePointer<CChar>?
        var referrals: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<CLDAP.LDAPControl>?>?
        let parsing = ldap_parse_result(handle, message, &code, nil, &text, &referrals, &controls, 0)
        defer { ldap_memfree(text) }
        let diagnostic = text.map { String(cString: $0) }
        return LDAPOutcome(
            code: LDAPResultCode(rawValue: parsing == LDAP_SUCCESS ? code : parsing),
            diagnostic: diagnostic?.isEmpty == false ? diagnostic : nil, referrals: Self.taken(referrals),
            controls: Self.taken(controls))
    }

    private static func octets(_ value: berval) -> [UInt8] {
        guard let octets = value.bv_val else { return [] }
        return Array(UnsafeRawBufferPointer(start: octets, count: Int(value.bv_len)))
    }

    /// Copies a list of texts and frees it.
    private static func taken(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String] {
        guard let list else { return [] }
        defer { ldap_memvfree(UnsafeMutableRawPointer(list).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)) }
        var texts: [String] = []
        var next = list
        while let text = next.pointee {
            texts.append(String(cString: text))
            next += 1
        }
        return texts
    }

    /// Copies a list of controls and frees it.
    private static func taken(
        _ list: UnsafeMutablePointer<UnsafeMutablePointer<CLDAP.LDAPControl>?>?
    ) -> [LDAPControl] {
        guard let list else { return [] }
        defer { ldap_controls_free(list) }
        var controls: [LDAPControl] = []
        var next = list
        while let control = next.pointee?.pointee {
            controls.append(
                LDAPControl(
                    String(cString: control.ldctl_oid), isCritical: control.ldctl_iscritical != 0,
                    value: octets(control.ldctl_value)))
            next += 1
        }
        return controls
    }
}
