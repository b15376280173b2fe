/// How mail is sent: section `deliver`.
public struct DeliverSettings: Sendable, Hashable {
    /// The mail server that takes our mail.
    public var smarthost: HostAndPort
    /// What we call ourselves in EHLO, in Reporting-MTA and in Message-IDs.
    public var hostname: String
    /// The address of the From: field.
    public var from: String
    /// The name beside that address.
    public var fromName: String
    /// How long a connection may take to be made.
    public var connectTimeout: Duration
    /// How long the mail server may take for an answer; `nil` for the times of RFC 5321 §4.5.3.2.
    public var answerTimeout: Duration?
    /// The wait after the first try that failed for now; each further one is twice as long.
    public var firstRetry: Duration
    /// The longest wait between two tries.
    public var longestRetry: Duration
    /// How long a mail is tried, from the end of its fax on.
    public var giveUp: Duration
    /// The largest mail that is given back whole with word of its failure, where its sender asked for that (RFC 3461 §4.3).
    public var maximumReturn: ByteCount
    /// Mails on their way at once, in one program.
    public var concurrency: Int

    /// Reads section `deliver`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        smarthost = try section.value("smarthost", default: HostAndPort(host: "127.0.0.1", port: 25))
        hostname = try section.value("hostname", default: HostName.ofThisMachine).text
        let address: MailAddress? = try section.optional("from")
        from = address?.text ?? "fax@\(hostname)"
        fromName = try section.value("from-name", default: "Faxpost")
        connectTimeout = try section.time("connect-timeout", default: .seconds(30))
        answerTimeout = try section.optionalTime("answer-timeout")
        firstRetry = try section.time("first-retry", default: .seconds(30))
        longestRetry = try section.value("longest-retry", default: .seconds(1800))
        guard longestRetry >= firstRetry else { throw section.error("longest-retry", "is shorter than first-retry") }
        giveUp = try section.time("give-up", default: .seconds(5 * 86400))
        maximumReturn = try section.value("maximum-return", default: .mebibytes(1))
        concurrency = try section.value("concurrency", in: 1...1000, default: 4)
        try section.finish()
    }
}
