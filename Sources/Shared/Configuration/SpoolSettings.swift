/// Where the spool is, and how it keeps what it is given: section `spool`.
public struct SpoolSettings: Sendable, Hashable {
    /// The ZeroMQ endpoint of the requests: `ipc:///run/faxpost/spool` or `tcp://…`.
    public var endpoint: String
    /// The ZeroMQ endpoint on which events are published.
    public var events: String
    /// The folder of the database and of the large documents.
    public var directory: String
    /// How long a lease holds without a heartbeat.
    public var lease: Duration
    /// Tasks from which on new mail is refused as busy.
    public var maximumDepth: Int
    /// Free disk space below which new mail is refused as busy.
    public var minimumFreeDisk: ByteCount
    /// Leases of a task that ended without a word from the worker before the task is set aside as corrupt.
    public var maximumLosses: Int

    /// Reads section `spool`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        endpoint = try section.value("endpoint", default: "ipc:///run/faxpost/spool")
        events = try section.value("events", default: "ipc:///run/faxpost/events")
        directory = try section.value("directory", default: "/var/spool/faxpost")
        lease = try section.value("lease", default: .seconds(30))
        guard lease >= .seconds(1) else { throw section.error("lease", "must be 1s or more") }
        maximumDepth = try section.value("maximum-depth", in: 1...100_000_000, default: 1_000_000)
        minimumFreeDisk = try section.value("minimum-free-disk", default: .mebibytes(512))
        maximumLosses = try section.value("maximum-losses", in: 1...1000, default: 5)
        try section.finish()
    }
}
