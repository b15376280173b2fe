public import LDAPGrammar

/// How the groups of a person are found, for rules, and to which groups faxes go: section `directory.groups`.
public struct DirectoryGroupSettings: Sendable, Hashable {
    /// Where they are found.
    public enum Source: Sendable, Hashable {
        /// An attribute of the person's entry has their DNs.
        case attribute(LDAPAttribute)
        /// They are entries that name the person: `{dn}`, or `{uid}` for groups of the kind posixGroup.
        case search(LDAPFilterTemplate)
    }

    /// Where they are found.
    public var source: Source
    /// The DN below which groups count.
    public var base: String
    /// How long it is known which groups somebody is in.
    public var keep: Duration
    /// How many members a group may have, groups within it among them, that faxes go to; 0: to no group.
    public var maximumMembers: Int

    /// A word of `by`.
    private enum Way: String, CaseIterable, ConfigurationValue {
        case attribute, search
    }

    /// Reads section `directory.groups`; `base` is where people are.
    init(_ section: ConfigurationSection, base: String) throws(ConfigurationError) {
        let attribute: LDAPAttribute = try section.value("attribute", default: "memberOf")
        let filter = try section.filter("filter", default: "(member={dn})", ["dn", "uid"], expected: "dn")
        switch try section.value("by", default: Way.attribute) {
        case .attribute: source = .attribute(attribute)
        case .search: source = .search(filter)
        }
        let ownBase: String? = try section.optional("base")
        if let ownBase, DistinguishedName(ownBase) == nil { throw section.error("base", "'\(ownBase)' is no DN") }
        self.base = ownBase ?? base
        keep = try section.time("keep", default: .seconds(60))
        maximumMembers = try section.value("maximum-members", in: 0...10_000, default: 100)
        try section.finish()
    }
}
