internal import LDAPGrammar

/// The values of an attribute that a server does not send all at once, while piece after piece of them is fetched (MS-ADTS §3.1.1.3.1.3.3).
struct PiecewiseValues {
    private let dn: String
    private var range: LDAPAttributeRange
    private var pieces = 0
    /// Those of the pieces that have come.
    private(set) var values: [[UInt8]] = []

    /// The values of the entry `dn` that follow those of `range`.
    init(of dn: String, after range: LDAPAttributeRange) {
        (self.dn, self.range) = (dn, range)
    }

    /// Which values they are: `member of cn=sales,dc=example`.
    var name: String { "\(range.attribute.name) of \(dn)" }

    /// The search for the next piece; `nil` where all values are there.
    var search: LDAPSearch? {
        guard let next = range.next else { return nil }
        var search = LDAPSearch(base: dn, scope: .base, filter: .present("objectClass"))
        search.rangedAttributes = [next]
        return search
    }

    /// Why no further piece is to be asked for, a clause; `nil` where one is.
    var endlessness: String? {
        pieces < LDAPReadingLimits.mostRanges ? nil : "\(name) has more than \(values.count) values"
    }

    /// Takes what the search for a piece has found. A server that does not get on has no more.
    mutating func take(_ entry: LDAPEntry?, _ ranges: [LDAPAttributeRange]) {
        pieces += 1
        values += entry?.attributes[range.attribute] ?? []
        let further = ranges.first { $0.attribute == range.attribute && $0.first > range.first }
        if let further { range = further } else { range.last = nil }
    }
}
