public import Foundation

/// How urgent a job is.
public enum Priority: String, Sendable, Codable, CaseIterable {
    case urgent, normal, bulk

    /// The order in which the spool takes tasks: lower first.
    public var rank: Int {
        switch self {
        case .urgent: 0
        case .normal: 1
        case .bulk: 2
        }
    }
}

/// What a sender may ask for, by header field or directory entry, for a whole order.
public struct FaxOptions: Hashable, Sendable, Codable {
    /// How urgent the jobs are.
    public var priority: Priority
    /// The resolution of the pages.
    public var resolution: Resolution
    /// Whether a cover page goes before the pages.
    public var coverPage: Bool
    /// The application's own reference: it comes back in every result, word for word.
    public var reference: String?
    /// When the first call may be made; `nil` for at once.
    public var notBefore: Date?
    /// When the jobs fail that were not sent by then; `nil` for the installation's own limit.
    public var expires: Date?
    /// Whose account the jobs are on: kept in the history, and told in every result.
    public var billingCode: String?
    /// Calls of a job in which a fax machine answers, at most; `nil` for the installation's own limit.
    public var tries: Int?
    /// Calls of a job in all, at most; `nil` for the installation's own limit.
    public var dials: Int?
    /// Seconds to wait between calls; `nil` for the installation's own waits.
    public var retryInterval: Int?
    /// The densest coding that may be used; `nil` for every one that the line may use.
    public var coding: CodingScheme?
    /// Whether error correction may be used; `nil` for what the line is set to.
    public var errorCorrection: Bool?
    /// The highest rate in bit/s; `nil` for what the line is set to.
    public var maximumRate: Int?
    /// The group of lines that dials; `nil` for the one that the dial plan chooses.
    public var lineGroup: Lane?
    /// What we call ourselves to the far end (TSI) and on the header line; `nil` for what the line is set to.
    public var stationID: String?
    /// The password that the far end wants before it takes the fax (SID, T.30 §5.3.6.1.3): a `FaxWord`; `nil` for none.
    public var password: StoredSecret?
    /// What stands on top of every page; `nil` for the usual line.
    public var headerLine: HeaderLine?
    /// What the cover page says; `nil` for what the mail and the directory say.
    public var cover: CoverFields?
    /// The cover page's template, by its name in the configuration; `nil` for the installation's own.
    public var coverTemplate: String?
    /// The language in which cover page and notifications are written (BCP 47, as `de`); `nil` for the installation's own.
    public var language: String?
    /// The pages of the mail that are sent; `nil` for all.
    public var pageRange: PageRange?
    /// The paper that pages are made for; `nil` for the installation's own.
    public var paper: Paper?
    /// How text stands on the paper; `nil` for upright.
    public var orientation: Orientation?
    /// Who is told of what; `nil` for the usual.
    public var notification: NotificationRequest?
    /// What is not done and told of instead of refused: header fields that were not understood, members of a group who get no fax.
    public var warnings: [String]?

    /// The options; a sender who asks for nothing gets the defaults.
    public init(
        priority: Priority = .normal, resolution: Resolution = .fine, coverPage: Bool = true, reference: String? = nil,
        notBefore: Date? = nil, expires: Date? = nil
    ) {
        self.priority = priority
        self.resolution = resolution
        self.coverPage = coverPage
        self.reference = reference
        self.notBefore = notBefore
        self.expires = expires
    }
}
