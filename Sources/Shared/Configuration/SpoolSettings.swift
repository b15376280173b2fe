/// Where the spool is, and how it keeps what it is given: section `spool`.
public struct SpoolSettings: Sendable, Hashable {
    /// The ZeroMQ endpoint of the requests: `ipc:///run/faxpost/spool` or `tcp://…`.
    public var endpoint: String
    /// The ZeroMQ endpoint on which events are published.
    public var events: String
    /// Who may talk to the spool over a network; `nil` where everything is on one host.
    public var keys: SpoolKeySettings?
    /// The folder of the database and of the large documents.
    public var directory: String
    /// How long a lease holds without a heartbeat.
    public var lease: Duration
    /// Tasks from which on new mail is refused as busy.
    public var maximumDepth: Int
    /// Free disk space below which new mail is refused as busy.
    public var minimumFreeDisk: ByteCount
    /// Leases of a task that ended without a word from the worker before the task is given up.
    public var maximumLosses: Int
    /// How long a fax may take from its acceptance on, where its sender says nothing else; then it fails.
    public var expireAfter: Duration
    /// How long a normal fax waits until it goes before an urgent one that has just come.
    public var normalAgeing: Duration
    /// How long a bulk fax waits until it goes before an urgent one that has just come.
    public var bulkAgeing: Duration
    /// Calls that faxes of one sender may make at once; `nil` for any number.
    public var callsPerSender: Int?
    /// Faxes to one number that may go in one call.
    public var faxesPerCall: Int
    /// When a number is barred at which no fax machine answers.
    public var wrongNumbers: WrongNumbers
    /// How long calls to a number begin with the slower rate that got through the last time.
    public var keepRates: Duration
    /// How long the documents of jobs that have ended are kept.
    public var keepDocuments: Duration
    /// How long the history of jobs that have ended is kept.
    public var keepHistory: Duration

    /// When a number is barred at which no fax machine answers: section `spool.wrong-numbers`.
    public struct WrongNumbers: Sendable, Hashable {
        /// Calls that were answered by no fax machine, and by none in between.
        public var calls: Int
        /// Within what time they have to be.
        public var within: Duration
        /// How long the number is barred then.
        public var bar: Duration

        init(_ section: ConfigurationSection) throws(ConfigurationError) {
            calls = try section.value("calls", in: 1...1000, default: 5)
            within = try section.time("within", default: .seconds(86_400))
            bar = try section.time("bar", default: .seconds(7 * 86_400))
            try section.finish()
        }
    }

    /// Reads section `spool`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        endpoint = try section.value("endpoint", default: "ipc:///run/faxpost/spool")
        events = try section.value("events", default: "ipc:///run/faxpost/events")
        keys = try section.optionalSection("keys").map(SpoolKeySettings.init)
        for (key, endpoint) in [("endpoint", endpoint), ("events", events)] {
            guard endpoint.wholeMatch(of: /(ipc|tcp):\/\/.+/) != nil else {
                throw section.error(
                    key,
                    "'\(endpoint)' is not an endpoint such as ipc:///run/faxpost/\(key == "events" ? key : "spool") or tcp://10.0.0.1:5570"
                )
            }
            guard keys != nil || !endpoint.hasPrefix("tcp:") else {
                throw section.error(key, "'\(endpoint)' is on a network, where spool.keys must say who may talk to it")
            }
        }
        directory = try section.value("directory", default: "/var/spool/faxpost")
        lease = try section.value("lease", default: .seconds(30))
        guard lease >= .seconds(1) else { throw section.error("lease", "must be 1s or more") }
        maximumDepth = try section.value("maximum-depth", in: 1...100_000_000, default: 1_000_000)
        minimumFreeDisk = try section.value("minimum-free-disk", default: .mebibytes(512))
        maximumLosses = try section.value("maximum-losses", in: 1...1000, default: 5)
        expireAfter = try section.time("expire-after", default: .seconds(86_400))
        let ageing = try section.section("ageing")
        normalAgeing = try ageing.value("normal", default: .seconds(3600))
        bulkAgeing = try ageing.value("bulk", default: .seconds(8 * 3600))
        guard bulkAgeing >= normalAgeing else { throw ageing.error("bulk", "is less than that of normal faxes") }
        try ageing.finish()
        callsPerSender = try section.optionalValue("calls-per-sender", in: 1...10_000)
        faxesPerCall = try section.value("faxes-per-call", in: 1...50, default: 5)
        wrongNumbers = try WrongNumbers(section.section("wrong-numbers"))
        keepRates = try section.time("keep-rates", default: .seconds(7 * 86_400))
        keepDocuments = try section.time("keep-documents", default: .seconds(30 * 86_400))
        keepHistory = try section.time("keep-history", default: .seconds(365 * 86_400))
        guard keepHistory >= keepDocuments else {
            throw section.error("keep-history", "is less than keep-documents: nobody would know what they are")
        }
        try section.finish()
    }
}
