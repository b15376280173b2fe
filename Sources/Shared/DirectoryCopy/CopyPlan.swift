public import Configuration
public import Directory
public import FaxAddressing
public import LDAPGrammar

/// What a copy has of each entry, and by what its entries can be found: what the configuration asks of it.
public struct CopyPlan: Sendable {
    /// The attributes that are kept, in the order of their numbers in the file.
    public let attributes: [LDAPAttribute]
    /// Those of them by whose values entries are found.
    public let searched: Set<LDAPAttribute>
    /// How fax numbers are read.
    public let numbers: DirectoryNumbers
    /// What all of this was made of: a copy made by another plan is made anew.
    public let fingerprint: String

    /// The plan of the configured directory.
    public init(_ settings: DirectorySettings, _ plan: NumberPlan) {
        var templates = [
            settings.filter, settings.recipientFilter, settings.userFilter, settings.nameFilter, settings.groupFilter,
        ]
        var attributes = settings.attributes.all + (settings.permissions?.all ?? [])
        attributes += ["objectClass", "objectCategory", "uid", "member", "uniqueMember", "memberUid"]
        if let filter = settings.numberFilter { templates.append(filter) }
        switch settings.groups.source {
        case .attribute(let attribute): attributes.append(attribute)
        case .search(let template): templates.append(template)
        }
        attributes += settings.userProfiles?.all ?? []
        attributes += templates.flatMap { $0.expression.attributes.sorted { $0.name < $1.name } }
        var seen: Set<LDAPAttribute> = []
        self.attributes = attributes.filter { seen.insert($0).inserted && $0 != .none }
        searched = templates.reduce(into: []) { $0.formUnion($1.searchedAttributes) }
        numbers = DirectoryNumbers(settings, plan)
        fingerprint = [
            CopyRecord.version, settings.base, settings.groups.base, settings.copy?.filter.description ?? "",
            self.attributes.map(\.name).joined(separator: ","), searched.map(\.name).sorted().joined(separator: ","),
            settings.attributes.facsimile.map(\.text).joined(separator: ","),
            "\(plan.countryCode ?? "")/\(plan.areaCode ?? "")/\(plan.internationalPrefix)/\(plan.nationalPrefix)/\(plan.extensionDigits)",
        ].joined(separator: "\n")
    }
}
