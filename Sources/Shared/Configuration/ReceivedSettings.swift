/// What becomes of faxes that come in by the telephone: section `received`.
public struct ReceivedSettings: Sendable, Hashable {
    /// Who gets those for whom nobody else is found; `nil` where they wait for the operator.
    public var defaultRecipient: String?
    /// How long a fax whose call nobody has seen the end of, because its program died, waits until it goes on.
    public var patience: Duration
    /// How their pages are treated on their way into the mail.
    public var pages: ReceivedPageSettings
    /// The mail that brings them.
    public var mail: ReceivedMailSettings

    /// Reads section `received`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        let address: MailAddress? = try section.optional("default-recipient")
        defaultRecipient = address?.text
        patience = try section.time("patience", default: .seconds(300))
        pages = try ReceivedPageSettings(section)
        mail = try ReceivedMailSettings(section)
        try section.finish()
    }
}
