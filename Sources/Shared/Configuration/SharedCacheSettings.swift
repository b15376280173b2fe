/// Finished pages that the workers of a host keep together: section `render.shared-cache`.
public struct SharedCacheSettings: Sendable, Hashable {
    /// The folder, which belongs to the workers' user alone.
    public var folder: String
    /// Bytes of the files in it.
    public var size: ByteCount
    /// How long a document's pages are kept that nobody sends again.
    public var keep: Duration

    /// Reads section `render.shared-cache`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        guard let folder: String = try section.optional("folder") else {
            throw section.error("folder", "is missing; expected an absolute path, such as /var/cache/faxpost/pages")
        }
        guard folder.hasPrefix("/") else { throw section.error("folder", "'\(folder)' is no absolute path") }
        self.folder = folder
        size = try section.value("size", default: .mebibytes(1024))
        guard size.bytes >= 1 << 20 else { throw section.error("size", "must be 1MiB or more") }
        keep = try section.value("keep", default: .seconds(7 * 86400))
        guard keep >= .seconds(60) else { throw section.error("keep", "must be 1m or more") }
        try section.finish()
    }
}
