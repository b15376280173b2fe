public import Configuration
public import FaxAddressing
public import FaxModel
public import LDAP
public import LDAPGrammar

/// What operators are to know of the directory that is asked.
public struct DirectoryNews: Hashable, Sendable {
    /// What has happened: a sentence or two.
    public var sentence: String
    /// Whether it is for the worse.
    public var isTrouble: Bool
}

/// The people whom the configured directory, or the copy of it, knows, and the groups that they are in.
///
/// Of groups that somebody is in, groups within groups do not count, unless the directory resolves them itself (Active Directory's matching
/// rule in chain). The members of a group are those of the groups within it, too.
public actor PeopleDirectory: PersonSource, GroupSource {
    let settings: DirectorySettings
    /// Who is asked; when the first does not answer, the next.
    private let sources: [any EntrySource]
    private let tell: @Sendable (DirectoryNews) -> Void
    /// Whether the second answered when something was asked last.
    private var isReplaced = false
    let mapping: EntryMapping
    private let base: DistinguishedName?
    private var people: ShortMemory<DirectoryKey, DirectoryFinding>
    private var groups: ShortMemory<DirectoryIdentity, Set<DistinguishedName>>
    private var members: ShortMemory<String, DirectoryGroupFinding>

    /// The people of the configured directory.
    ///
    /// - Parameters:
    ///   - plan: how numbers are understood.
    ///   - online: asks the directory itself; `nil` where that is not to be asked.
    ///   - copy: the copy of it; `nil` for none.
    ///   - tell: called when the copy steps in for the directory, and when that answers again.
    public init(
        _ settings: DirectorySettings, _ plan: NumberPlan, online: LDAPClient?, copy: (any EntrySource)? = nil,
        tell: @escaping @Sendable (DirectoryNews) -> Void = { _ in }
    ) {
        self.settings = settings
        self.tell = tell
        let numbers = DirectoryNumbers(settings, plan)
        mapping = EntryMapping(settings, numbers)
        let online = online.map { OnlineEntries(settings, client: $0, numbers: numbers) }
        switch settings.source {
        case .online: sources = [online, settings.unavailable == .copy ? copy : nil].compactMap(\.self)
        case .copy: sources = [copy].compactMap(\.self)
        }
        base = DistinguishedName(settings.groups.base)
        people = ShortMemory(for: settings.keep)
        groups = ShortMemory(for: settings.groups.keep)
        members = ShortMemory(for: settings.groups.keep, capacity: 1000)
    }

    public func people(_ keys: Set<DirectoryKey>) async throws(Failure) -> [DirectoryKey: DirectoryFinding] {
        var findings: [DirectoryKey: DirectoryFinding] = [:]
        var open: [DirectoryKey: EntryQuestion] = [:]
        for key in keys {
            if let finding = people.value(for: key, now: .now) {
                findings[key] = finding
            } else if let subject = subject(key) {
                open[key] = EntryQuestion(subject, base: settings.base)
            } else {
                findings[key] = .unknown(in: sources[0].name)
            }
        }
        guard !open.isEmpty else { return findings }
        // Two are enough to see that it is not one.
        let (answers, place) = try await ask(Set(open.values), mapping.needed, limit: 1)
        for (key, question) in open {
            let finding = finding(answers[question] ?? [], key, place)
            findings[key] = finding
            let isUnknown = answers[question]?.isEmpty ?? true
            people.keep(finding, for: key, during: isUnknown ? settings.keepUnknown : settings.keep, now: .now)
        }
        return findings
    }

    public func groups(of identity: DirectoryIdentity) async throws(Failure) -> Set<DistinguishedName> {
        if let groups = groups.value(for: identity, now: .now) { return groups }
        let found = try await findGroups(of: identity)
        groups.keep(found, for: identity, now: .now)
        return found
    }

    /// What is known of a group that was looked up lately, by its name in lower case.
    func knownGroup(_ name: String) -> DirectoryGroupFinding? { members.value(for: name, now: .now) }

    /// Keeps what a look-up of a group has brought.
    func keep(_ finding: DirectoryGroupFinding, ofGroup name: String) {
        members.keep(
            finding, for: name, during: finding == .unknown ? settings.keepUnknown : settings.groups.keep, now: .now)
    }

    // MARK: Questions and answers

    /// What is asked for; `nil` where nobody can be meant.
    private func subject(_ key: DirectoryKey) -> EntryQuestion.Subject? {
        switch key {
        case .sender(let address): settings.filter.filter(address: address).map { .filter($0) }
        case .recipient(let address): settings.recipientFilter.filter(address: address).map { .filter($0) }
        case .user(let user): settings.userFilter.filter(["user": user]).map { .filter($0) }
        case .name(let name): settings.nameFilter.filter(["name": name]).map { .filter($0) }
        case .number(let number):
            if let filter = settings.numberFilter {
                filter.filter(["number": number.digits, "digits": number.digits.filter { $0 != "+" }]).map {
                    .filter($0)
                }
            } else {
                .number(number)
            }
        }
    }

    /// Asks the first source that answers.
    ///
    /// - Returns: the entries, and where they are, as histories call it.
    func ask(
        _ questions: Set<EntryQuestion>, _ attributes: [LDAPAttribute], limit: Int
    ) async throws(Failure) -> (answers: [EntryQuestion: [LDAPEntry]], place: String) {
        var trouble: Failure?
        for source in sources {
            do throws(Failure) {
                let answers = try await source.entries(questions, attributes, limit: limit)
                note(trouble, source.name)
                return (answers, trouble == nil ? source.name : "\(source.name) (the directory did not answer)")
            } catch {
                // The first is the one that was to answer.
                trouble = trouble ?? error
            }
        }
        guard let trouble else { preconditionFailure("a directory is asked online, or there is a copy") }
        throw trouble
    }

    /// Tells once who answers when it is not the first, and once when it is again.
    private func note(_ trouble: Failure?, _ name: String) {
        guard isReplaced != (trouble != nil) else { return }
        isReplaced = trouble != nil
        let sentence =
            trouble.map { "\($0.sentence) What is asked is answered by \(name) until the directory answers again." }
            ?? "The directory answers again."
        tell(DirectoryNews(sentence: sentence, isTrouble: isReplaced))
    }

    private func finding(_ entries: [LDAPEntry], _ key: DirectoryKey, _ place: String) -> DirectoryFinding {
        guard let entry = entries.only else { return entries.isEmpty ? .unknown(in: place) : .several(in: place) }
        return .found(mapping.person(entry, in: place, mail: key.address))
    }

    private func findGroups(of identity: DirectoryIdentity) async throws(Failure) -> Set<DistinguishedName> {
        let key: DirectoryKey
        switch identity {
        case .user(let user): key = .user(user)
        case .address(let address): key = .sender(address)
        }
        guard let subject = subject(key) else { return [] }
        let attributes: [LDAPAttribute] =
            switch settings.groups.source {
            case .attribute(let attribute): [attribute]
            case .search: ["uid"]
            }
        let question = EntryQuestion(subject, base: settings.base)
        guard let person = try await ask([question], attributes, limit: 1).answers[question]?.only else {
            return []
        }
        let names: [String]
        switch settings.groups.source {
        case .attribute(let attribute): names = person.texts(attribute)
        case .search(let template):
            guard let filter = template.filter(["dn": person.dn, "uid": person.text(["uid"]) ?? ""]) else { return [] }
            let groups = EntryQuestion(.filter(filter), base: settings.groups.base)
            // 1.1: no attributes (RFC 4511 §4.5.1.8).
            names = (try await ask([groups], [.none], limit: .max).answers[groups] ?? []).map(\.dn)
        }
        return Set(names.compactMap(DistinguishedName.init).filter { name in base.map(name.isWithin) ?? false })
    }
}

extension DirectoryKey {
    /// The address by which somebody is looked up.
    fileprivate var address: String? {
        switch self {
        case .sender(let address), .recipient(let address): address
        case .user, .number, .name: nil
        }
    }
}

extension LDAPFilterTemplate {
    /// The filter for whoever has this mail address, by `{address}`, `{local-part}` and `{domain}`; `nil` where one of them that is
    /// needed is empty.
    public func filter(address: String) -> LDAPFilter? {
        let separator = address.lastIndex(of: "@")
        return filter([
            "address": address, "local-part": String(separator.map { address[..<$0] } ?? address[...]),
            "domain": String(separator.map { address[address.index(after: $0)...] } ?? ""),
        ])
    }
}
