/// How the pages of a received fax are treated on their way into its mail: keys of section `received`.
public struct ReceivedPageSettings: Sendable, Hashable {
    /// What becomes of a page that stands on its head.
    public enum UpsideDown: String, Sendable, CaseIterable, ConfigurationValue {
        /// It is turned, in PDF and preview.
        case turn
        /// It is left as it is.
        case keep
    }

    /// What becomes of blank pages at the end of a fax.
    public enum BlankLastPages: String, Sendable, CaseIterable, ConfigurationValue {
        /// They are left out of the mail.
        case drop
        /// They are pages like others.
        case keep
    }

    /// What becomes of pages that stand on their heads.
    public var upsideDown: UpsideDown
    /// What becomes of blank pages at the end.
    public var blankLastPages: BlankLastPages

    /// Reads the keys `upside-down` and `blank-last-pages`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        upsideDown = try section.value("upside-down", default: .turn)
        blankLastPages = try section.value("blank-last-pages", default: .keep)
    }
}
