import Configuration
public import FaxModel
import LDAP
import LDAPGrammar

extension PeopleDirectory: GroupMemberSource {
    /// The attributes that name the members of a group: by their DNs (RFC 4519 §2.17, §2.40, Active Directory, Domino), or as users
    /// (RFC 2307 §3).
    static let memberAttributes: [LDAPAttribute] = ["member", "uniqueMember", "memberUid", "objectClass"]

    public func group(_ name: String) async throws(Failure) -> DirectoryGroupFinding {
        let key = name.lowercased()
        if let known = knownGroup(key) { return known }
        let finding = try await findGroup(name)
        keep(finding, ofGroup: key)
        return finding
    }

    /// A level of groups within groups is one question. A group that was seen before is not looked into again, so those that contain each
    /// other come to an end.
    private func findGroup(_ name: String) async throws(Failure) -> DirectoryGroupFinding {
        let limit = settings.groups.maximumMembers
        guard limit > 0, let filter = settings.groupFilter.filter(["name": name]) else { return .unknown }
        let question = EntryQuestion(.filter(filter), base: settings.groups.base)
        let (answers, place) = try await ask([question], Self.memberAttributes, limit: 1)
        let found = answers[question] ?? []
        guard let top = found.only else { return found.isEmpty ? .unknown : .several }
        var group = DirectoryGroup(place: "\(place) as \(top.dn.singleLine())", members: [])
        var seen = Set([DistinguishedName(top.dn)].compactMap(\.self))
        var level = [top]
        var count = 0
        while !level.isEmpty {
            var questions: [(name: String, question: EntryQuestion)] = []
            for entry in level {
                questions += members(of: entry, &seen, &group.missing, limit: limit - count - questions.count)
                guard count + questions.count <= limit else { return .tooLarge(limit: limit) }
            }
            count += questions.count
            guard !questions.isEmpty else { break }
            let (entries, place) = try await ask(
                Set(questions.map(\.question)), mapping.needed + Self.memberAttributes, limit: 1)
            level = []
            for (name, question) in questions {
                guard let entry = entries[question]?.only else {
                    group.missing.append(name.singleLine(limit: 200))
                    continue
                }
                if entry.isGroup {
                    level.append(entry)
                } else {
                    let person = mapping.person(entry, in: place, mail: nil)
                    if !group.members.contains(where: { $0.place == person.place }) { group.members.append(person) }
                }
            }
        }
        return .found(group)
    }

    /// What is asked to know the members of a group that were not seen before; one more than `limit` at the most.
    private func members(
        of group: LDAPEntry, _ seen: inout Set<DistinguishedName>, _ missing: inout [String], limit: Int
    ) -> [(name: String, question: EntryQuestion)] {
        var questions: [(name: String, question: EntryQuestion)] = []
        for text in group.texts("member") + group.texts("uniqueMember") {
            guard let name = DistinguishedName(text) else {
                missing.append(text.singleLine(limit: 200))
                continue
            }
            guard seen.insert(name).inserted else { continue }
            questions.append((text, EntryQuestion(.entry, base: text)))
            guard questions.count <= limit else { return questions }
        }
        var asked: Set<EntryQuestion> = []
        for user in group.texts("memberUid") {
            guard let filter = settings.userFilter.filter(["user": user]) else { continue }
            let question = EntryQuestion(.filter(filter), base: settings.base)
            guard asked.insert(question).inserted else { continue }
            questions.append((user, question))
            guard questions.count <= limit else { return questions }
        }
        return questions
    }
}

extension LDAPEntry {
    /// The classes of groups, in lower case.
    private static let groupClasses: Set<String> = [
        "group", "groupofnames", "groupofuniquenames", "posixgroup", "dominogroup",
    ]

    /// Whether it is a group, with members or none.
    fileprivate var isGroup: Bool {
        texts("objectClass").contains { Self.groupClasses.contains($0.lowercased()) }
            || ["member", "uniqueMember", "memberUid"].contains { !texts($0).isEmpty }
    }
}
