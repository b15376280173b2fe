import Configuration
import Directory
import FaxModel
import LDAP
import LDAPGrammar
import UserProfiles

/// Makes of a directory's entry the profile of whom it is about.
struct EntryProfile {
    /// Why there is none, although there should be one.
    struct Problem: Error, Hashable {
        /// A clause.
        var reason: String
        /// The numbers that it would have been about.
        var numbers: [NumberPattern] = []
    }

    private let settings: DirectoryUserProfileSettings
    private let standard: DirectoryAttributeSettings
    private let written: DirectoryNumbers
    private let own: OwnNumbers
    private let standardMail: ReceivedMailSettings?

    /// Profiles by these settings; what they do not say is as the directory's attributes have it.
    ///
    /// - Parameters:
    ///   - own: which numbers are ours.
    ///   - mail: the mail of which an entry says nothing.
    init(
        _ settings: DirectoryUserProfileSettings, of directory: DirectorySettings, _ own: OwnNumbers,
        mail: ReceivedMailSettings? = nil
    ) {
        standardMail = mail
        self.settings = settings
        standard = directory.attributes
        written = DirectoryNumbers(directory, own.plan)
        self.own = own
    }

    /// The attributes that it needs.
    var needed: [LDAPAttribute] {
        settings.all + [standard.mail, standard.facsimile, standard.language].joined().flatMap(\.attributes)
    }

    /// The profile of an entry; `nil` where it is about none of our numbers, nor about a subaddress.
    ///
    /// - Parameters:
    ///   - hasCountryCode: whether it is known in which country we are.
    ///   - notes: what of the entry can't be used, a clause each, is added here.
    func profile(
        of entry: LDAPEntry, hasCountryCode: Bool, notes: inout [String]
    ) throws(Problem) -> UserProfile? {
        let numbers = numbers(of: entry, &notes)
        var values: [ProfileField: [String]] = [:]
        for (field, templates) in settings.attributes where field != .dialled {
            let texts = texts(templates, entry)
            if !texts.isEmpty { values[field] = field == .language ? texts.prefix(1).map(\.preferredLanguage) : texts }
        }
        guard !numbers.isEmpty || values[.subaddress] != nil else { return nil }
        let mail = texts(standard.mail, entry).prefix(1)
        if settings.attributes[.to] == nil { values[.to] = mail.isEmpty ? nil : Array(mail) }
        if settings.attributes[.name] == nil { values[.name] = mail.isEmpty ? nil : Array(mail) }
        // Without an address it has nobody to go to, and that is what is to be told.
        if values[.name] == nil { values[.name] = [String(entry.dn.singleLine(limit: 100))] }
        if settings.attributes[.language] == nil {
            values[.language] = texts(standard.language, entry).prefix(1).map(\.preferredLanguage).filter { $0 != "*" }
        }
        do throws(ProfileProblem) {
            var profile = try UserProfile(values, standard: standardMail)
            profile.dialled = numbers
            profile.place = entry.dn.singleLine()
            guard hasCountryCode || !profile.needsCountryCode else {
                throw ProfileProblem(
                    .caller, "'national' and 'international' need dialling.country-code, which says where we are")
            }
            return profile
        } catch {
            throw Problem(reason: "\(error.field.rawValue): \(error.message)", numbers: numbers)
        }
    }

    /// All values of the first of these that has one.
    private func texts(_ templates: [LDAPValueTemplate], _ entry: LDAPEntry) -> [String] {
        for template in templates {
            let texts = template.texts(entry.texts).map { $0.singleLine() }.filter { !$0.isEmpty }
            if !texts.isEmpty { return texts }
        }
        return []
    }

    // MARK: Numbers

    private func numbers(of entry: LDAPEntry, _ notes: inout [String]) -> [NumberPattern] {
        var patterns: [NumberPattern] = []
        let isNamed = settings.attributes[.dialled] != nil
        for text in settings.attributes[.dialled].map({ texts($0, entry) }) ?? written.written(in: entry) {
            if let number = written.number(text), own.isOwn(number) {
                notes.append(
                    "its fax number '\(text)' is our number without an extension (received.own-number), with which all of ours begin"
                )
            } else if isNamed {
                let pattern = namedPattern(text)
                if let pattern { patterns.append(pattern) }
                if pattern == nil { notes.append("dialled: '\(text)' is not \(NumberPattern.expectation)") }
            } else if let digits = written.number(text).flatMap(own.ownExtension(of:)) {
                // What can't be understood at all is told of when the directory is copied.
                patterns.append(.oneExtension(digits))
            }
        }
        var seen: Set<NumberPattern> = []
        return patterns.filter { seen.insert($0).inserted }
    }

    /// What is written in an attribute that is about numbers of ours, and of nobody else: an extension, a whole number however it is written,
    /// or what a profile of the configuration may say.
    private func namedPattern(_ text: String) -> NumberPattern? {
        guard !text.contains(".."), let plain = FaxNumber(FacsimileTelephoneNumber(text).number) else {
            return NumberPattern(configuration: text)
        }
        guard let number = written.number(text) else { return nil }
        if let digits = own.ownExtension(of: number) { return .oneExtension(digits) }
        // Bare digits are an extension, whatever number else they would be where there are no extensions.
        let isWhole = plain.digits.hasPrefix("+") || plain.digits.hasPrefix("0")
        return isWhole ? .beginning(number.digits) : .oneExtension(plain.digits)
    }
}

extension String {
    /// The language that is preferred most: of `de-AT, en;q=0.8` (RFC 2798 §2.7) the first.
    fileprivate var preferredLanguage: String {
        String(prefix { $0 != "," && $0 != ";" }.filter { !$0.isWhitespace })
    }
}
