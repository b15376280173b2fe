public import FaxModel
import FaxRequests

/// Who may fax where: an item of `rules`.
public struct RuleSettings: Sendable, Hashable {
    /// Whose users are meant.
    public enum Users: Sendable, Hashable {
        /// Everybody who has authenticated.
        case any
        /// These, in lower case.
        case named(Set<String>)
    }

    /// Whom a rule is for. All that is said has to hold; of several values in one place, one has to.
    public struct Senders: Sendable, Hashable {
        /// The client's address; empty for any.
        public var networks: [AddressRange] = []
        /// The listener's name; empty for any.
        public var listeners: [String] = []
        /// The user who has authenticated; `nil` for anybody, authenticated or not.
        public var users: Users?
        /// MAIL FROM; empty for any. Whoever may connect may write there what he likes.
        public var addresses: [AddressPattern] = []
        /// What a trusted front server has found of the domain of MAIL FROM; empty for anything.
        public var verified: Set<AuthenticationMethod> = []
        /// The sender's groups in the directory, by DN or by name; empty for any.
        public var groups: [String] = []

        /// Everybody.
        public init() {}
    }

    /// What the operator calls it, in the log and in the history. Senders are not told.
    public var name: String
    /// Whom it is for.
    public var senders: Senders
    /// The numbers that it is about; empty for all.
    public var numbers: [NumberPattern]
    /// Where those whom it is for may fax; empty for nowhere.
    public var mayFax: [NumberPattern]
    /// Where they may not, all the same.
    public var except: [NumberPattern]
    /// Numbers at premium rates among `mayFax` that they may fax all the same.
    public var premiumRate: [NumberPattern]
    /// Emergency numbers among `mayFax` that they may fax all the same, as they are dialled.
    public var emergency: [String]
    /// What senders are told whom it refuses, a sentence; `nil` for no more than that they may not.
    public var because: String?
    /// Pages a day for each sender; `nil` for any number.
    public var pagesADay: Int?
    /// What it demands of the faxes that it lets pass.
    public var terms: FaxTerms

    /// A rule that lets nothing pass.
    public init(name: String) {
        self.name = name
        senders = Senders()
        (numbers, mayFax, except, premiumRate, emergency) = ([], [], [], [], [])
        terms = FaxTerms(rule: name)
    }

    /// Reads one item of `rules`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init(name: try section.value("name"))
        guard (1...100).contains(name.count), !name.contains(where: \.isNewline) else {
            throw section.error("name", "is no name of 1 to 100 characters")
        }
        senders = try Senders(section.section("who"))
        numbers = try section.condition("to")
        let places: [Place] = try section.list("may-fax")
        mayFax = places.compactMap(\.pattern)
        guard !places.isEmpty, mayFax.isEmpty || mayFax.count == places.count else {
            throw section.error("may-fax", "is nowhere, or a list of numbers; not both")
        }
        except = try section.list("except", default: [])
        premiumRate = try section.list("even-premium-rate", default: [])
        emergency = try section.list("even-emergency", default: [])
        for number in emergency where number.isEmpty || !number.allSatisfy({ ("0"..."9").contains($0) }) {
            throw section.error("even-emergency", "'\(number)' is not digits only")
        }
        because = try section.optional("because")
        // RFC 5321 §4.2: what a reply says is ASCII.
        if let because, because.isEmpty || !because.unicodeScalars.allSatisfy({ (32...126).contains($0.value) }) {
            throw section.error("because", "is no sentence on one line in ASCII: it goes into SMTP replies")
        }
        try readTerms(section)
        guard !mayFax.isEmpty || self == refusal else {
            throw section.error("may-fax", "is nowhere: what else the rule says of faxes that pass is no use")
        }
        try section.finish()
    }

    private mutating func readTerms(_ section: ConfigurationSection) throws(ConfigurationError) {
        pagesADay = try section.optionalValue("pages-a-day", in: 1...100_000)
        if let group: String = try section.optional("line-group") {
            guard !group.isEmpty else { throw section.error("line-group", "is empty") }
            terms.lineGroup = Lane(rawValue: group)
        }
        terms.priority = try section.optional("priority")
        terms.highestPriority = try section.optional("highest-priority")
        guard terms.priority == nil || terms.highestPriority == nil else {
            throw section.error("highest-priority", "is no use beside priority")
        }
        let cover: Cover = try section.value("cover-page", default: .asAsked)
        terms.coverPage = cover == .always ? true : nil
        terms.coverTemplate = try section.optional("cover-template")
        let fields: [String] = try section.list("fields", default: ["all"])
        switch fields {
        case ["all"]: terms.fields = nil
        case ["none"]: terms.fields = []
        default:
            if let stranger = fields.first(where: { RequestField.named($0) == nil }) {
                throw section.error(
                    "fields", "'\(stranger)' is not all, none, or a list of names such as X-Fax-Reference")
            }
            terms.fields = fields.sorted()
        }
    }

    /// The same rule as one that says no more than that it refuses, and why.
    private var refusal: RuleSettings {
        var rule = RuleSettings(name: name)
        (rule.senders, rule.numbers, rule.because) = (senders, numbers, because)
        return rule
    }

    /// Reads list `rules` of the whole file; `nil` where there is none.
    static func list(
        _ root: ConfigurationSection, _ dialling: DiallingSettings, hasDirectory: Bool
    ) throws(ConfigurationError) -> [RuleSettings]? {
        guard let sections = try root.optionalSections("rules") else { return nil }
        var rules: [RuleSettings] = []
        for section in sections {
            let rule = try RuleSettings(section)
            guard !rules.contains(where: { $0.name == rule.name }) else {
                throw section.error("name", "'\(rule.name)' stands twice")
            }
            for (key, patterns) in [
                ("to", rule.numbers), ("may-fax", rule.mayFax), ("except", rule.except),
                ("even-premium-rate", rule.premiumRate),
            ] where dialling.countryCode == nil {
                guard let pattern = patterns.first(where: \.needsCountryCode) else { continue }
                throw section.error(key, "\(pattern) needs dialling.country-code, which says where we are")
            }
            guard hasDirectory || rule.senders.groups.isEmpty else {
                throw section.error("who", "group needs section 'directory'")
            }
            rules.append(rule)
        }
        return rules
    }
}

extension RuleSettings.Senders {
    /// Reads section `who` of a rule.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        networks = try section.condition("client")
        listeners = try section.condition("listener")
        let names: [String] = try section.condition("user")
        users = names.isEmpty ? nil : names == ["any"] ? .any : .named(Set(names.map { $0.lowercased() }))
        addresses = try section.condition("from")
        verified = Set(try section.condition("verified"))
        groups = try section.condition("group")
        for (key, values) in [("listener", listeners), ("user", names), ("group", groups)] where values.contains("") {
            throw section.error(key, "has an empty name")
        }
        try section.finish()
    }
}

/// A word of `may-fax`.
private enum Place: ConfigurationValue {
    case nowhere
    case numbers(NumberPattern)

    static var expectation: String { "nowhere, or \(NumberPattern.expectation)" }

    init?(configuration text: String) {
        if text == "nowhere" {
            self = .nowhere
        } else if let pattern = NumberPattern(configuration: text) {
            self = .numbers(pattern)
        } else {
            return nil
        }
    }

    var pattern: NumberPattern? {
        switch self {
        case .nowhere: nil
        case .numbers(let pattern): pattern
        }
    }
}

/// A word of `cover-page`.
private enum Cover: String, CaseIterable, ConfigurationValue {
    case always
    case asAsked = "as-asked"
}
