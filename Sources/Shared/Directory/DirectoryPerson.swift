public import Configuration
public import FaxModel

/// What a directory, or the configuration in its place, says of somebody.
public struct DirectoryPerson: Hashable, Sendable, Codable {
    /// What he wants, or is to have.
    public struct Wishes: Hashable, Sendable, Codable {
        /// What his station calls itself to the far end.
        public var stationID: String?
        /// Whose account his faxes are on.
        public var billingCode: String?
        /// The template of his cover pages.
        public var coverTemplate: String?
        /// The language of his cover pages and notifications.
        public var language: String?
        /// The resolution of his faxes, or of those to him.
        public var resolution: Resolution?
        /// Of what he is told, as a sender, where his mail does not say it.
        public var notify: NotificationEvents?
        /// The number that is dialled for him in place of the one that was written, as it is written there.
        public var dialledNumber: String?
        /// Whether he wants no fax.
        public var doNotFax: Bool

        /// Wishes; none by default.
        public init(
            stationID: String? = nil, billingCode: String? = nil, coverTemplate: String? = nil, language: String? = nil,
            resolution: Resolution? = nil, notify: NotificationEvents? = nil, dialledNumber: String? = nil,
            doNotFax: Bool = false
        ) {
            self.stationID = stationID
            self.billingCode = billingCode
            self.coverTemplate = coverTemplate
            self.language = language
            self.resolution = resolution
            self.notify = notify
            self.dialledNumber = dialledNumber
            self.doNotFax = doNotFax
        }
    }

    /// Where it is said: words that follow "in", such as `the directory as cn=Jane Doe,ou=people`.
    public var place: String
    /// Who he is.
    public var party: Party
    /// His fax numbers as they are written there, in their order; perhaps none.
    public var numbers: [String]
    /// What he wants.
    public var wishes: Wishes
    /// What is said there of what he may ask for, word by word as it is written; a thing of which nothing is said is missing.
    public var permissions: [SenderPermission: [String]]

    /// Somebody.
    public init(
        place: String, party: Party, numbers: [String] = [], wishes: Wishes = Wishes(),
        permissions: [SenderPermission: [String]] = [:]
    ) {
        self.place = place
        self.party = party
        self.numbers = numbers
        self.wishes = wishes
        self.permissions = permissions
    }
}
