public import FaxModel
import Foundation
import Yams

/// The whole of `faxpost.yaml`. Every program reads all of it, so that any of them finds any mistake.
public struct Configuration: Sendable {
    /// Section `spool`.
    public var spool: SpoolSettings
    /// The file with the key that seals passwords (section `secrets`); `nil` where none may come.
    public var secretKey: SecretFile?
    /// Section `log`.
    public var log: LogSettings
    /// Section `ingest`.
    public var ingest: IngestSettings
    /// Section `fields`.
    public var fields: FieldSettings
    /// Section `enrich`.
    public var enrich: EnrichSettings
    /// Section `directory`; `nil` where senders are not looked up in one.
    public var directory: DirectorySettings?
    /// List `people`: the senders that are known where there is no directory.
    public var people: [PersonSettings]
    /// Section `dialling`.
    public var dialling: DiallingSettings
    /// List `rules`; `nil` where there is none: then everybody who may send mail may fax.
    public var rules: [RuleSettings]?
    /// List `line-groups`.
    public var lineGroups: [LineGroupSettings]
    /// Section `faxout`.
    public var faxout: FaxoutSettings
    /// Section `received`.
    public var received: ReceivedSettings
    /// List `profiles`: who gets received faxes.
    public var profiles: [UserProfile]
    /// Section `deliver`.
    public var deliver: DeliverSettings
    /// Section `answers`; `nil` where nobody has a fax sent again by an answer.
    public var answers: AnswerSettings?
    /// List `archive`: who gets copies.
    public var archive: [ArchiveSettings]
    /// Section `render`.
    public var render: RenderSettings

    /// Reads the file at `path`.
    ///
    /// - Throws: `ConfigurationError` when it can't be read, is no YAML, has an unknown key or a bad value.
    public init(contentsOf path: String) throws(ConfigurationError) {
        let content: Data
        do {
            content = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(file: path, message: "can't be read: \(FileTrouble(error))")
        }
        guard let text = String(data: content, encoding: .utf8) else {
            throw ConfigurationError(file: path, message: "is not text in UTF-8")
        }
        try self.init(text: text, file: path)
    }

    /// Reads YAML; `file` is its name in error messages.
    ///
    /// - Throws: `ConfigurationError` when it is no YAML, has an unknown key or a bad value.
    public init(text: String, file: String) throws(ConfigurationError) {
        let node: Node?
        do {
            // What a value is, its key says: nothing is to be guessed from how it looks.
            node = try Yams.compose(yaml: text, .basic)
        } catch {
            throw ConfigurationError(file: file, yaml: error)
        }
        let root = try ConfigurationSection(node, file: file, path: nil)
        spool = try SpoolSettings(root.section("spool"))
        let secrets = try root.section("secrets")
        secretKey = try secrets.secretFile("key-file")
        try secrets.finish()
        log = try LogSettings(root.section("log"))
        ingest = try IngestSettings(root.section("ingest"))
        fields = try FieldSettings(root.section("fields"))
        enrich = try EnrichSettings(root.section("enrich"))
        if let section = try root.optionalSection("directory") {
            directory = try DirectorySettings(section)
        }
        people = try PersonSettings.list(root)
        dialling = try DiallingSettings(root.section("dialling"))
        if ingest.users?.needsDirectory == true && directory == nil {
            throw try root.section("ingest").error("users", "ask the directory; section 'directory' is missing")
        }
        guard directory == nil || people.isEmpty else {
            throw root.error("people", "is for where there is no directory; section 'directory' is there, too")
        }
        rules = try RuleSettings.list(root, dialling, hasDirectory: directory != nil)
        lineGroups = try LineGroupSettings.list(root)
        faxout = try FaxoutSettings(root.section("faxout"))
        received = try ReceivedSettings(root.section("received"))
        try directory?.checkUserProfiles(root, received)
        profiles = try UserProfile.list(root, dialling, received.mail, hasDirectory: directory != nil)
        if dialling.countryCode == nil,
            received.rejects.contains(where: {
                $0.callers.contains(where: \.needsCountryCode) || $0.dialled.contains(where: \.needsCountryCode)
            })
        {
            throw try root.section("received").error("reject", "needs dialling.country-code, which says where we are")
        }
        deliver = try DeliverSettings(root.section("deliver"))
        if let section = try root.optionalSection("answers") {
            answers = try AnswerSettings(section, domains: ingest.domains)
        }
        archive = try ArchiveSettings.list(root)
        render = try RenderSettings(root.section("render"))
        if let stranger = (rules ?? []).compactMap(\.terms.coverTemplate).first(where: {
            !render.covers.names.contains($0)
        }) {
            throw root.error("rules", "'\(stranger)' is no cover template; those of render.covers are known")
        }
        try root.finish()
    }
}

extension Configuration {
    /// The groups of lines that the file speaks of: those that a mail may ask for.
    public var knownLineGroups: Set<Lane> {
        Set(faxout.lines.map(\.group) + lineGroups.map(\.name) + [dialling.lineGroup])
            .union(dialling.rules.flatMap(\.lineGroups))
    }
}
