public import LDAPGrammar

/// Who may log in, and where passwords are checked: section `ingest.users`.
public enum UserSettings: Sendable, Hashable {
    /// A file of lines `name:hash`.
    case file(SecretFile)
    /// The directory, which is asked to let the user in (bind) by this name.
    case directoryName(LDAPNameTemplate)
    /// The directory, in which the user's entry is looked for, and which is then asked to let it in.
    case directorySearch(base: String?, filter: LDAPFilterTemplate)

    /// Reads section `ingest.users`: `file`, `dn`, or `filter` with perhaps `base`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        let file = try section.secretFile("file")
        let name: String? = try section.optional("dn")
        let filter: String? = try section.optional("filter")
        let base: String? = try section.optional("base")
        try section.finish()
        switch (file, name, filter) {
        case (let file?, nil, nil): self = .file(file)
        case (nil, let name?, nil): self = .directoryName(try Self.template(name, section))
        case (nil, nil, let filter?):
            self = .directorySearch(base: base, filter: try Self.filter(filter, section))
        case (nil, nil, nil), (.some, .some, _), (.some, _, .some), (_, .some, .some):
            throw section.error("file", "expected one of file, dn and filter")
        }
        guard base == nil || filter != nil else { throw section.error("base", "goes with filter") }
    }

    /// Whether the directory is asked.
    public var needsDirectory: Bool {
        switch self {
        case .file: false
        case .directoryName, .directorySearch: true
        }
    }

    private static func template(
        _ text: String, _ section: ConfigurationSection
    ) throws(ConfigurationError) -> LDAPNameTemplate {
        guard let template = LDAPNameTemplate(text, placeholder: "user") else {
            throw section.error("dn", "'\(text)' would be the same for everybody; expected {user} in it")
        }
        return template
    }

    private static func filter(
        _ text: String, _ section: ConfigurationSection
    ) throws(ConfigurationError) -> LDAPFilterTemplate {
        let template: LDAPFilterTemplate
        do throws(LDAPSyntaxError) {
            template = try LDAPFilterTemplate(text, placeholders: ["user"])
        } catch {
            throw section.error("filter", "'\(text)' is no search filter: \(error)")
        }
        guard !template.placeholders.isEmpty else {
            throw section.error("filter", "'\(text)' would find anybody; expected {user} in it")
        }
        return template
    }
}
