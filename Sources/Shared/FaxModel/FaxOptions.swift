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

/// Someone who sends or receives a fax, as far as the directory or the mail tells.
public struct Party: Hashable, Sendable, Codable {
    public var name: String?
    public var company: String?
    /// Voice telephone, as written in the directory.
    public var telephone: String?
    /// Fax number, as written in the directory.
    public var facsimile: String?
    /// Mail address, without display name.
    public var mail: String?

    /// Somebody of whom this much is known.
    public init(
        name: String? = nil, company: String? = nil, telephone: String? = nil, facsimile: String? = nil,
        mail: String? = nil
    ) {
        self.name = name
        self.company = company
        self.telephone = telephone
        self.facsimile = facsimile
        self.mail = mail
    }
}
