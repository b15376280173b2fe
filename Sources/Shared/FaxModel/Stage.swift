/// A stage of the pipeline that takes tasks from the spool. (`ingest` only submits.)
public enum Stage: String, Sendable, Codable, CaseIterable {
    /// Makes an order of a mail; finds the recipients of a received fax.
    case enrich
    /// Makes fax pages of an order, and a mail attachment of a received fax.
    case render
    /// Sends over the telephone line.
    case faxout
    /// Sends mail: notifications and received faxes.
    case deliver
}

/// Routes tasks within a stage: a worker is given tasks of the lanes that it asked for only.
///
/// The lanes of `faxout` are the line groups. The other stages have `default`, and `received` besides, for what has come in
/// by the telephone; `deliver` has `news`, `mails` and `postmaster`, too.
public struct Lane: Hashable, Sendable, RawRepresentable {
    /// The lane's name, as the configuration has it.
    public let rawValue: String

    /// The lane of this name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The lane of a stage that has only one.
    public static let `default` = Lane(rawValue: "default")
    /// The lane of faxes that were received.
    public static let received = Lane(rawValue: "received")
    /// The lane of `deliver` for word of faxes that are still tried. Results have another: whoever works on one sees whether there is news on
    /// its way that it must not overtake.
    public static let news = Lane(rawValue: "news")
    /// The lane of `deliver` in which all faxes of a mail are told of together.
    public static let mails = Lane(rawValue: "mails")
    /// The lane of `deliver` for mails to the postmaster.
    public static let postmaster = Lane(rawValue: "postmaster")
}

extension Lane: Codable, CustomStringConvertible {
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(rawValue)
    }

    public var description: String { rawValue }
}
