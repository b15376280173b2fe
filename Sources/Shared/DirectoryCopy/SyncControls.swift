import LDAP
import LDAPGrammar

/// The controls of RFC 4533, by which a server says what has changed.
enum SyncControls {
    static let request = "1.3.6.1.4.1.4203.1.9.1.1"
    static let state = "1.3.6.1.4.1.4203.1.9.1.2"
    static let done = "1.3.6.1.4.1.4203.1.9.1.3"
    static let news = "1.3.6.1.4.1.4203.1.9.1.4"

    /// Asks for what has changed since `cookie`; for everything where there is none (§2.2, refreshOnly).
    static func refresh(since cookie: [UInt8]) -> LDAPControl {
        var writer = BERWriter()
        writer.sequence {
            $0.integer(1, tag: BERTag.enumerated)
            if !cookie.isEmpty { $0.element(BERTag.octetString, cookie) }
        }
        return LDAPControl(request, isCritical: true, value: writer.bytes)
    }

    /// What an entry is (§2.3).
    enum State: Int {
        case present = 0
        case added, modified, deleted
    }

    /// What is said beside an entry; `nil` where nothing is.
    static func state(_ controls: [LDAPControl]) -> (state: State, uid: [UInt8])? {
        guard let control = controls.first(where: { $0.oid == state }) else { return nil }
        var outer = BERReader(control.value ?? [])
        guard var reader = outer.sequence(), let number = reader.integer(tag: BERTag.enumerated),
            let state = State(rawValue: number), let uid = reader.element(BERTag.octetString)
        else { return nil }
        return (state, uid)
    }

    /// What is said at the end (§2.4).
    static func done(_ controls: [LDAPControl]) -> (cookie: [UInt8]?, refreshDeletes: Bool)? {
        guard let control = controls.first(where: { $0.oid == done }) else { return nil }
        var outer = BERReader(control.value ?? [])
        guard var reader = outer.sequence() else { return nil }
        return (reader.element(BERTag.octetString), reader.boolean() ?? false)
    }

    /// Entries that are there still, or are gone, by their names alone (§2.5, syncIdSet); `nil` in other news.
    static func identifiers(_ value: [UInt8]) -> (uids: [[UInt8]], areDeleted: Bool)? {
        var outer = BERReader(value)
        guard var reader = outer.sequence(tag: 0xA3) else { return nil }
        _ = reader.element(BERTag.octetString)
        let areDeleted = reader.boolean() ?? false
        guard var set = reader.sequence(tag: BERTag.set) else { return nil }
        var uids: [[UInt8]] = []
        while let uid = set.element(BERTag.octetString) { uids.append(uid) }
        return (uids, areDeleted)
    }
}

/// The controls of Active Directory.
enum ActiveDirectoryControls {
    static let dirSync = "1.2.840.113556.1.4.841"
    static let showDeleted = LDAPControl("1.2.840.113556.1.4.417", isCritical: true)

    /// Asks for what has changed since `cookie` (MS-ADTS §3.1.1.3.4.1.3): as far as we may read it.
    static func dirSync(since cookie: [UInt8]) -> LDAPControl {
        var writer = BERWriter()
        writer.sequence {
            $0.integer(1)
            $0.integer(1 << 20)
            $0.element(BERTag.octetString, cookie)
        }
        return LDAPControl(dirSync, isCritical: true, value: writer.bytes)
    }

    /// What is said at the end: where to go on, and whether there is more now; `nil` where nothing is said.
    static func dirSync(_ controls: [LDAPControl]) -> (cookie: [UInt8], hasMore: Bool)? {
        guard let control = controls.first(where: { $0.oid == dirSync }) else { return nil }
        var outer = BERReader(control.value ?? [])
        guard var reader = outer.sequence(), let more = reader.integer(), reader.integer() != nil,
            let cookie = reader.element(BERTag.octetString)
        else { return nil }
        return (cookie, more != 0)
    }
}
