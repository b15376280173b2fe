internal import LDAPGrammar

/// A message that answers a search.
enum LDAPReply {
    /// An entry that was found.
    case entry(LDAPEntry, ranges: [LDAPAttributeRange], controls: [LDAPControl])
    /// Where else the search goes on (RFC 4511 §4.5.3): URLs of servers that all have the same.
    case reference([String])
    /// News in between (RFC 4511 §4.13).
    case intermediate(oid: String, value: [UInt8])
    /// The search is over.
    case done(LDAPOutcome)
}

extension LDAPReply {
    /// Octets that it takes to keep it, about.
    var octets: Int {
        switch self {
        case .entry(let entry, _, _): entry.octets
        case .reference(let urls): urls.reduce(0) { $0 + $1.utf8.count }
        case .intermediate(_, let value): value.count
        case .done: 0
        }
    }
}

extension LDAPEntry {
    /// Octets that each value takes besides its own: many small ones are a lot, too.
    private static let valueOverhead = 32

    /// Octets that it takes to keep it, about.
    var octets: Int {
        attributes.reduce(dn.utf8.count) { octets, attribute in
            attribute.value.reduce(octets + attribute.key.name.utf8.count) { $0 + $1.count + Self.valueOverhead }
        }
    }
}

/// How a search ended.
struct LDAPOutcome {
    var code: LDAPResultCode
    /// What the server says besides.
    var diagnostic: String?
    /// Where it has to be asked instead (RFC 4511 §4.1.10).
    var referrals: [String]
    var controls: [LDAPControl]
}
