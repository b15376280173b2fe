import LDAPGrammar

extension LDAPControl {
    static let pagedResults = "1.2.840.113556.1.4.319"

    /// A page of a search's result (RFC 2696): so many entries, from where `cookie` says on; an empty one means from the beginning.
    static func page(of size: Int, after cookie: [UInt8]) -> LDAPControl {
        var writer = BERWriter()
        writer.sequence {
            $0.integer(size)
            $0.element(BERTag.octetString, cookie)
        }
        return LDAPControl(pagedResults, isCritical: true, value: writer.bytes)
    }

    /// Where the next page begins; `nil` in another control, empty where there is no further one.
    var nextPage: [UInt8]? {
        guard oid == Self.pagedResults, var reader = BERReader(value ?? []).sequence() else { return nil }
        guard reader.integer() != nil else { return nil }
        return reader.element(BERTag.octetString)
    }
}

extension BERReader {
    fileprivate func sequence() -> BERReader? {
        var copy = self
        return copy.sequence(tag: BERTag.sequence)
    }
}
