public import LDAPGrammar

extension DirectorySettings {
    /// Whether nobody may be found online by his number, because OpenLDAP can't search facsimileTelephoneNumber: RFC 4519 §2.10 gives it no
    /// matching rule.
    public var isNumberSearchDoubtful: Bool {
        profile == .inetOrgPerson && numberFilter == nil
            && attributes.facsimile.flatMap(\.attributes).contains("facsimileTelephoneNumber")
    }

    /// The attributes that decide whether, and where, a fax may go: a copy that was made before the configuration asked for them must not answer
    /// as if nobody had them.
    public var decidingAttributes: [LDAPAttribute] {
        let named = [attributes.doNotFax, attributes.dialledNumber].joined().flatMap(\.attributes)
        let groupAttribute: [LDAPAttribute] =
            switch groups.source {
            case .attribute(let attribute): [attribute]
            case .search: []
            }
        return named + groupAttribute + (permissions?.all ?? [])
    }

    /// Refuses filters of which a copy can't tell whom they mean: somebody would be found there whom the directory would not find.
    func refuseUndecidableFilters(_ section: ConfigurationSection) throws(ConfigurationError) {
        var filters: [(key: String, filter: LDAPFilterTemplate?)] = [
            ("filter", filter), ("recipient-filter", recipientFilter), ("user-filter", userFilter),
            ("name-filter", nameFilter), ("group-filter", groupFilter), ("number-filter", numberFilter),
        ]
        switch groups.source {
        case .attribute: break
        case .search(let template): filters.append(("groups", template))
        }
        for (key, filter) in filters {
            guard let filter, !filter.expression.undecidable.isEmpty else { continue }
            throw section.error(
                key,
                "'\(filter.text)' can't be answered from a copy: of >=, <=, ~= and of matching rules but 1.2.840.113556.1.4.803 and .804 "
                    + "only the directory's server knows whom they mean")
        }
    }
}
