public import LDAPGrammar

/// Which entries of the directory's copy say who gets received faxes, and which of their attributes say what: section
/// `directory.user-profiles`.
public struct DirectoryUserProfileSettings: Sendable, Hashable {
    /// The entries that are meant.
    public var filter: LDAPFilter
    /// Which attributes hold what; of several the first that has a value counts, with all its values. What is missing here is not said,
    /// but for `name` and `to`, which are the entry's mail address, `dialled`, which are its fax numbers, and `language`.
    public var attributes: [ProfileField: [LDAPValueTemplate]]

    /// Reads section `directory.user-profiles`; what it does not say is as `profile` has it.
    init(_ section: ConfigurationSection, _ profile: DirectoryProfile) throws(ConfigurationError) {
        filter = try section.plainFilter("filter", default: profile.userProfileFilter)
        if let part = filter.undecidable.first {
            throw section.error(
                "filter",
                "'\(filter)' can't be answered from a copy: only the directory's server knows whom \(part) means")
        }
        attributes = [:]
        for field in ProfileField.allCases {
            let templates: [LDAPValueTemplate] = try section.list(field.rawValue, default: [])
            if !templates.isEmpty { attributes[field] = templates }
        }
        try section.finish()
    }

    /// All attributes that a copy needs to have for it.
    public var all: [LDAPAttribute] {
        let named = ProfileField.allCases.flatMap { attributes[$0] ?? [] }.flatMap(\.attributes)
        return named + filter.attributes.sorted { $0.name < $1.name }
    }
}

extension DirectorySettings {
    /// - Throws: where profiles are to be made of the entries, and it can't be told which fax numbers are ours.
    func checkUserProfiles(
        _ root: ConfigurationSection, _ received: ReceivedSettings
    ) throws(ConfigurationError) {
        guard let userProfiles, userProfiles.attributes[.dialled] == nil, received.ownNumber == nil else { return }
        throw try root.section("directory").error(
            "user-profiles",
            "needs received.own-number, which says which fax numbers are ours; or name the attribute with the extension as dialled"
        )
    }
}

extension ConfigurationSection {
    /// The search filter without placeholders under `key`.
    func plainFilter(_ key: String, default standard: String) throws(ConfigurationError) -> LDAPFilter {
        let text = try value(key, default: standard)
        do throws(LDAPSyntaxError) {
            guard let filter = try LDAPFilterTemplate(text, placeholders: []).filter([:]) else {
                throw LDAPSyntaxError(offset: 0, message: "a filter without values")
            }
            return filter
        } catch {
            throw self.error(key, "'\(text)' is no search filter: \(error)")
        }
    }
}
