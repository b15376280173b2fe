public import FaxModel
public import Foundation

/// What becomes of faxes that come in by the telephone: section `received`.
public struct ReceivedSettings: Sendable, Hashable {
    /// What is done about a call to a number that no profile has.
    public enum Unknown: String, Sendable, CaseIterable, ConfigurationValue {
        /// It is answered, and the fax goes to `defaultRecipient`.
        case `default`
        /// It is not answered.
        case refuse
    }

    /// Who gets those for whom nobody else is found; `nil` where they wait for the operator.
    public var defaultRecipient: String?
    /// How long a fax whose call nobody has seen the end of, because its program died, waits until it goes on.
    public var patience: Duration
    /// What is done about a call to a number that no profile has.
    public var unknown: Unknown
    /// Calls that are not answered.
    public var rejects: [RejectedCalls]
    /// Our own number without the extension, `+` and digits: what extensions and whole numbers are told from each other by; `nil` where
    /// profiles and exchange write them alike.
    public var ownNumber: FaxNumber?
    /// Files of profiles (CSV), the first before the others where a name stands in several.
    public var profileFiles: [String]
    /// The zone of the hours in profiles and in `rejects`.
    public var timeZone: TimeZone
    /// How their pages are treated on their way into the mail.
    public var pages: ReceivedPageSettings
    /// The mail that brings them.
    public var mail: ReceivedMailSettings

    /// Reads section `received`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        let address: MailAddress? = try section.optional("default-recipient")
        defaultRecipient = address?.text
        patience = try section.time("patience", default: .seconds(300))
        unknown = try section.value("unknown", default: .default)
        rejects = []
        for item in try section.sections("reject") {
            let reject = try RejectedCalls(item)
            guard !rejects.contains(where: { $0.name == reject.name }) else {
                throw item.error("name", "'\(reject.name)' stands twice")
            }
            rejects.append(reject)
        }
        if let text: String = try section.optional("own-number") {
            guard text.hasPrefix("+"), let number = FaxNumber(text) else {
                throw section.error("own-number", "'\(text)' is not + and digits, such as +4922812345")
            }
            ownNumber = number
        }
        profileFiles = try section.condition("profiles-file")
        timeZone = try section.timeZone("time-zone")
        pages = try ReceivedPageSettings(section)
        mail = try ReceivedMailSettings(section)
        try section.finish()
    }
}
