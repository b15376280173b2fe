public import LDAPGrammar

/// Which attributes of a sender's entry say what he may ask for: section `directory.permissions`. They take away from what rules let pass, and
/// add nothing to it.
public struct DirectoryPermissionSettings: Sendable, Hashable {
    /// What holds for a sender of whom a thing that is asked for is not said, or who has no entry.
    public enum Unsaid: String, Sendable, CaseIterable, ConfigurationValue {
        /// Rules alone.
        case rules
        /// He may not fax.
        case refuse
    }

    /// Which attributes hold what; of several the first that has a value counts, with all its values. What is missing here is not asked for.
    public var attributes: [SenderPermission: [LDAPValueTemplate]]
    /// What holds where nothing is said.
    public var unsaid: Unsaid

    /// Reads section `directory.permissions`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        attributes = [:]
        for permission in SenderPermission.allCases {
            let templates: [LDAPValueTemplate] = try section.list(permission.rawValue, default: [])
            if !templates.isEmpty { attributes[permission] = templates }
        }
        unsaid = try section.value("unsaid", default: .rules)
        try section.finish()
        guard !attributes.isEmpty else {
            throw section.error(
                "unsaid",
                "is no use without an attribute for one of "
                    + SenderPermission.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    /// All attributes that are asked for.
    public var all: [LDAPAttribute] {
        SenderPermission.allCases.flatMap { attributes[$0] ?? [] }.flatMap(\.attributes)
    }
}
