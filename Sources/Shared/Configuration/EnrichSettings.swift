/// How orders are made of mails: section `enrich`.
public struct EnrichSettings: Sendable, Hashable {
    /// Mails that a worker works on at once.
    public var concurrency: Int

    /// Reads section `enrich`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        concurrency = try section.value("concurrency", in: 1...1000, default: 16)
        try section.finish()
    }
}
