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

/// How a search ended.
struct LDAPOutcome {
    var code: LDAPResultCode
    /// What the server says besides.
    var diagnostic: String?
    /// Where it has to be asked instead (RFC 4511 §4.1.10).
    var referrals: [String]
    var controls: [LDAPControl]
}
