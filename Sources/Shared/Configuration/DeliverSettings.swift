public import FaxModel

/// How mail is sent: section `deliver`.
public struct DeliverSettings: Sendable, Hashable {
    /// What of a fax goes with word of its result.
    public enum NotifyDocument: String, Sendable, CaseIterable, ConfigurationValue {
        /// All pages, as a file.
        case yes
        case no
        /// A picture of the first page.
        case firstPage = "first-page"
    }

    /// The mail servers that take our mail; the first that can be reached.
    public var smarthosts: [SmarthostSettings]
    /// Which of them take which mail; where no route fits, all do.
    public var routes: [MailRouteSettings]
    /// The mailbox of who runs the installation: it gets received faxes that those for whom they are did not get, and word of mails that
    /// came back. `nil` where they wait in the queue.
    public var operatorAddress: String?
    /// A folder with texts of mails in place of the built-in ones; `nil` for none.
    public var templates: String?
    /// The language of mails to people who have not said which (BCP 47).
    public var language: String
    /// The languages of mails by the recipient's domain.
    public var languages: [String: String]
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
    /// Of what senders are told who have not said it.
    public var notifyEvents: NotificationEvents
    /// What of a fax goes with word of its result, where its sender has not said.
    public var notifyDocument: NotifyDocument
    /// Whether the faxes of a mail are told of together, where its sender has not said.
    public var notifyScope: NotificationRequest.Scope
    /// Mails on their way at once, in one program.
    public var concurrency: Int

    /// What holds for orders whose senders have not said how they are told; `nil` for what holds everywhere.
    public var standardNotification: NotificationRequest? {
        guard notifyScope != .fax || notifyEvents != .usual else { return nil }
        return NotificationRequest(
            scope: notifyScope == .fax ? nil : notifyScope,
            standardEvents: notifyEvents == .usual ? nil : notifyEvents)
    }

    /// Reads section `deliver`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        let smarthost: HostAndPort? = try section.optional("smarthost")
        notifyEvents = try section.value("notify", default: .usual)
        notifyDocument = try section.value("notify-document", default: .no)
        notifyScope = try section.value("notify-per", default: .fax)
        concurrency = try section.value("concurrency", in: 1...1000, default: 4)
        smarthosts = []
        for item in try section.sections("smarthosts") { smarthosts.append(try SmarthostSettings(item)) }
        if smarthosts.isEmpty {
            smarthosts = [
                SmarthostSettings(
                    address: smarthost ?? HostAndPort(host: "127.0.0.1", port: 25), connections: concurrency)
            ]
        } else if smarthost != nil {
            throw section.error("smarthost", "there is a list 'smarthosts', too; write one of the two")
        }
        guard Set(smarthosts.map(\.name)).count == smarthosts.count else {
            throw section.error("smarthosts", "two have the same name")
        }
        routes = try MailRouteSettings.list(section, smarthosts: smarthosts)
        let mailbox: MailAddress? = try section.optional("operator")
        operatorAddress = mailbox?.text
        templates = try section.optional("templates")
        language = try section.value("language", default: "en")
        languages = [:]
        for (domain, language) in try section.words("languages") { languages[domain.lowercased()] = language }
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
        try section.finish()
    }
}

extension NotificationRequest.Scope: ConfigurationValue {}

extension NotificationEvents: ConfigurationValue {
    public static var expectation: String {
        "never, or some of success, failure, delay and progress with commas between them"
    }

    public init?(configuration text: String) {
        self.init(words: text)
    }
}
