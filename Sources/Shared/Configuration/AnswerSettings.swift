/// Section `answers`: where senders answer word of a fax that failed, to have it sent again.
public struct AnswerSettings: Sendable, Hashable {
    /// The domain of the addresses: one of `ingest.domains`, in lower case.
    public var domain: String
    /// The file with the installation's key, by which its own addresses are told from others.
    public var keyFile: SecretFile

    /// Reads section `answers`.
    init(_ section: ConfigurationSection, domains: [String]) throws(ConfigurationError) {
        let name: HostName = try section.value("domain")
        domain = name.text.lowercased()
        guard domains.contains(where: { $0.lowercased() == name.text.lowercased() }) else {
            throw section.error("domain", "'\(name.text)' is not in ingest.domains; mail to it would be refused")
        }
        guard let file = try section.secretFile("key-file") else {
            throw section.error("key-file", "is missing; expected a file with the installation's key")
        }
        keyFile = file
        try section.finish()
    }
}
