import Configuration
import FaxModel
import LDAP
import LDAPGrammar

/// Makes of a directory's entry what it says of somebody.
struct EntryMapping: Sendable {
    private let attributes: DirectoryAttributeSettings
    private let permissions: DirectoryPermissionSettings?
    private let numbers: DirectoryNumbers

    /// The mapping of the configured directory.
    init(_ settings: DirectorySettings, _ numbers: DirectoryNumbers) {
        attributes = settings.attributes
        permissions = settings.permissions
        self.numbers = numbers
    }

    /// The attributes that are needed.
    var needed: [LDAPAttribute] {
        let all = attributes.all
        var seen = Set(all)
        return all + (permissions?.all ?? []).filter { seen.insert($0).inserted }
    }

    /// What `entry` says.
    ///
    /// - Parameters:
    ///   - place: where it was found, to follow "in".
    ///   - mail: the address by which it was found; `nil` for that of the entry.
    func person(_ entry: LDAPEntry, in place: String, mail: String?) -> DirectoryPerson {
        func line(_ templates: [LDAPValueTemplate]) -> String? {
            let text = first(templates, entry)?.singleLine()
            return text?.isEmpty == false ? text : nil
        }
        let numbers = numbers.written(in: entry)
        return DirectoryPerson(
            place: "\(place) as \(entry.dn.singleLine())",
            party: Party(
                name: line(attributes.name), company: line(attributes.company), department: line(attributes.department),
                location: line(attributes.location), address: address(entry), telephone: line(attributes.telephone),
                facsimile: numbers.first, mail: mail ?? line(attributes.mail)),
            numbers: numbers,
            wishes: DirectoryPerson.Wishes(
                stationID: line(attributes.stationID), billingCode: line(attributes.billingCode),
                coverTemplate: line(attributes.coverTemplate), language: line(attributes.language)?.firstLanguage,
                resolution: resolution(line(attributes.resolution)),
                notify: line(attributes.notify).flatMap { NotificationEvents(words: $0) },
                dialledNumber: line(attributes.dialledNumber),
                doNotFax: line(attributes.doNotFax).map { !Self.words(for: false).contains($0.lowercased()) } ?? false),
            permissions: permissions(of: entry))
    }

    private func permissions(of entry: LDAPEntry) -> [SenderPermission: [String]] {
        var said: [SenderPermission: [String]] = [:]
        for (permission, templates) in permissions?.attributes ?? [:] {
            said[permission] = templates.lazy.map { values($0, entry) }.first { !$0.isEmpty }
        }
        return said
    }

    /// All values, also what is no text: that is said badly, and not unsaid.
    private func values(_ template: LDAPValueTemplate, _ entry: LDAPEntry) -> [String] {
        guard let attribute = template.attribute else { return template.texts(entry.texts) }
        return (entry.attributes[attribute] ?? []).map { String(decoding: $0, as: UTF8.self) }
    }

    private func first(_ templates: [LDAPValueTemplate], _ entry: LDAPEntry) -> String? {
        for template in templates {
            if let text = template.texts(entry.texts).first { return text }
        }
        return nil
    }

    private func address(_ entry: LDAPEntry) -> String? {
        for template in attributes.address {
            guard let text = template.texts(entry.texts).first else { continue }
            // Only the attribute itself has the syntax Postal Address; what is made of several is as the operator writes it.
            let lines = template.attribute == nil ? text : PostalAddress.lines(text)
            let clean = lines.split(whereSeparator: \.isNewline).map { String($0).singleLine() }.filter { !$0.isEmpty }
            if !clean.isEmpty { return clean.joined(separator: "\n") }
        }
        return nil
    }

    private func resolution(_ word: String?) -> Resolution? {
        word.flatMap { Resolution(rawValue: $0.lowercased()) }
    }

    private static func words(for answer: Bool) -> Set<String> {
        answer ? ["true", "yes", "on", "1"] : ["false", "no", "off", "0"]
    }
}

extension String {
    /// The language that is preferred most: of `de-AT, en;q=0.8` (RFC 2798 §2.7) the first.
    fileprivate var firstLanguage: String? {
        let first = prefix { $0 != "," && $0 != ";" }.filter { !$0.isWhitespace }
        return first.isEmpty || first == "*" ? nil : String(first)
    }
}
