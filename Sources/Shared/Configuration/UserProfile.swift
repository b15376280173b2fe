public import FaxModel

/// Who gets received faxes of some kind, and how: an item of list `profiles`, a row of a file of profiles, or an entry of a
/// directory.
public struct UserProfile: Hashable, Sendable {
    /// What the operator calls it; unique within its source.
    public var name: String
    /// Where within its source it stands, such as the name of an entry; `nil` where nobody needs to know.
    public var place: String?
    /// Which of our numbers was called: an extension, or the whole number; empty for any.
    public var dialled: [NumberPattern]
    /// For whom at the number the fax is (T.30's SUB); empty for any.
    public var subaddresses: [String]
    /// Who calls; empty for anybody.
    public var callers: [CallerPattern]
    /// What the far end calls itself (TSI); empty for anything.
    public var stations: [StationPattern]
    /// The groups of the lines that are called; empty for all.
    public var lineGroups: [Lane]
    /// When it holds, by the time at which the call was answered; empty for always.
    public var hours: [ProfileHours]
    /// Whether it makes a further copy, whatever other profile decides.
    public var isCopy: Bool
    /// Groups of the directory whose members get it, by their names or mail addresses.
    public var groups: [String]
    /// Mail addresses of those who are told that there is a fax, and get nothing of it.
    public var notices: [String]
    /// What becomes of a fax of which not all has come.
    public var incomplete: IncompleteFax
    /// Whom the fax goes to, and how, without what is known of the fax itself.
    public var route: ReceivedFaxRoute

    /// A profile that matches every fax.
    public init(name: String, to: [String]) {
        self.name = name
        (dialled, subaddresses, callers, stations, lineGroups, hours) = ([], [], [], [], [], [])
        isCopy = false
        groups = []
        notices = []
        incomplete = .mail
        route = ReceivedFaxRoute(profile: name, to: to)
    }

    /// Whether it is about our country.
    public var needsCountryCode: Bool {
        dialled.contains(where: \.needsCountryCode) || callers.contains(where: \.needsCountryCode)
    }
}

extension UserProfile {
    /// The profile of which this is said, in words, wherever they come from; a field without values is left out.
    ///
    /// - Parameter standard: the mail of which nothing is said; `nil` for PDF with a picture.
    /// - Throws: the first thing that is wrong with it.
    public init(
        _ values: [ProfileField: [String]], standard: ReceivedMailSettings? = nil
    ) throws(ProfileProblem) {
        let values = ProfileValues(values: values)
        self.init(name: try values.one(.name) ?? "", to: try values.addresses(.to))
        guard (1...100).contains(name.count), !name.contains(where: \.isNewline) else {
            throw ProfileProblem(.name, "is no name of 1 to 100 characters")
        }
        dialled = try values.list(.dialled)
        subaddresses = try values.list(.subaddress)
        if let word = subaddresses.first(where: { !FaxWord.canBe($0) }) {
            throw ProfileProblem(.subaddress, "'\(word)' is not 1 to 20 digits, *, # and +")
        }
        callers = try values.list(.caller)
        stations = try values.list(.station)
        lineGroups = try values.list(.lineGroup).map(Lane.init(rawValue:))
        hours = try values.list(.hours)
        isCopy = try values.one(.copy) ?? false
        route.cc = try values.addresses(.cc)
        route.bcc = try values.addresses(.bcc)
        groups = try values.list(.group)
        if let group = groups.first(where: { !(1...200).contains($0.count) || $0.contains(where: \.isNewline) }) {
            throw ProfileProblem(.group, "'\(group)' is no name of a group of 1 to 200 characters")
        }
        guard !route.recipients.isEmpty || !groups.isEmpty else {
            throw ProfileProblem(.to, "names nobody, nor do cc, bcc and group")
        }
        notices = try values.addresses(.notice)
        if let attachment: ReceivedFaxRoute.Attachment = try values.one(.attachment) {
            route.attachment = attachment
            // Who wants nothing of the fax wants no picture of it either, unless he says so himself.
            route.hasPreview = attachment == .none ? false : standard?.preview ?? true
        } else if let standard {
            (route.attachment, route.hasPreview) = (standard.attachment, standard.hasPreview)
        }
        if let hasPreview: Bool = try values.one(.preview) { route.hasPreview = hasPreview }
        incomplete = try values.one(.incomplete) ?? incomplete
        route.language = try values.one(.language)
        if let language = route.language, language.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*/) == nil {
            throw ProfileProblem(.language, "'\(language)' is no language (BCP 47) such as de or en-GB")
        }
        route.billingCode = try values.one(.billingCode)
        if let code = route.billingCode, !(1...100).contains(code.count) || code.contains(where: \.isNewline) {
            throw ProfileProblem(.billingCode, "is not 1 to 100 characters on a line")
        }
    }
}

/// The words of a profile, read as what they are.
private struct ProfileValues {
    let values: [ProfileField: [String]]

    func list<Value: ConfigurationValue>(_ field: ProfileField) throws(ProfileProblem) -> [Value] {
        var list: [Value] = []
        for text in values[field] ?? [] {
            guard let value = Value(configuration: text) else {
                throw ProfileProblem(field, "'\(text)' is not \(Value.expectation)")
            }
            list.append(value)
        }
        return list
    }

    func one<Value: ConfigurationValue>(_ field: ProfileField) throws(ProfileProblem) -> Value? {
        let list: [Value] = try list(field)
        guard list.count <= 1 else { throw ProfileProblem(field, "has several values") }
        return list.first
    }

    func addresses(_ field: ProfileField) throws(ProfileProblem) -> [String] {
        let addresses: [MailAddress] = try list(field)
        return addresses.map(\.text)
    }
}

extension UserProfile {
    /// Reads list `profiles` of the whole file.
    static func list(
        _ root: ConfigurationSection, _ dialling: DiallingSettings, _ standard: ReceivedMailSettings, hasDirectory: Bool
    ) throws(ConfigurationError) -> [UserProfile] {
        var profiles: [UserProfile] = []
        for section in try root.sections("profiles") {
            var values: [ProfileField: [String]] = [:]
            for field in ProfileField.allCases {
                let words: [String] = try section.condition(field.rawValue)
                if !words.isEmpty { values[field] = words }
            }
            try section.finish()
            let profile: UserProfile
            do throws(ProfileProblem) {
                profile = try UserProfile(values, standard: standard)
            } catch {
                throw section.error(error.field.rawValue, error.message)
            }
            guard !profiles.contains(where: { $0.name == profile.name }) else {
                throw section.error("name", "'\(profile.name)' stands twice")
            }
            guard dialling.countryCode != nil || !profile.needsCountryCode else {
                throw section.error("name", "'\(profile.name)' needs dialling.country-code, which says where we are")
            }
            guard hasDirectory || profile.groups.isEmpty else {
                throw section.error("group", "needs section directory, which says who is in it")
            }
            profiles.append(profile)
        }
        return profiles
    }
}
