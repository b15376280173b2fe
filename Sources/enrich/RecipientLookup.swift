import Configuration
import Directory
import FaxAddressing
import FaxModel

/// Finds who the recipients of a mail are: all of them in one question.
struct RecipientLookup: Sendable {
    private let people: any PersonSource
    private let keys: [DirectorySettings.RecipientKey]
    private let personDomain: String?

    /// Recipients whom `people` knows by these keys.
    ///
    /// - Parameter personDomain: the domain of people's own addresses; `nil` where mail goes to numbers only.
    init(_ people: any PersonSource, keys: [DirectorySettings.RecipientKey], personDomain: String?) {
        self.people = people
        self.keys = keys
        self.personDomain = personDomain
    }

    /// Who they are, as far as each is found, alone.
    ///
    /// - Parameter names: what the mail calls them.
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func find(
        _ recipients: [ReceivedMail.Recipient], _ names: DisplayNames
    ) async throws(Failure) -> [JobID: DirectoryPerson] {
        let wanted = recipients.map { recipient in (recipient.job, keys.compactMap { key($0, recipient, names) }) }
        let all = Set(wanted.flatMap(\.1))
        guard !all.isEmpty else { return [:] }
        let findings = try await people.people(all)
        return Dictionary(
            wanted.compactMap { job, keys in
                keys.lazy.compactMap { findings[$0]?.person }.first.map { (job, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    private func key(
        _ key: DirectorySettings.RecipientKey, _ recipient: ReceivedMail.Recipient, _ names: DisplayNames
    ) -> DirectoryKey? {
        switch key {
        case .number: return .number(recipient.number)
        case .name: return (names.name(of: recipient) ?? recipient.name).map { .name($0) }
        case .address:
            guard let personDomain, let at = recipient.address.lastIndex(of: "@") else { return nil }
            let localPart = String(recipient.address[..<at])
            // An address that names a number names nobody.
            guard (try? FaxAddress(localPart: localPart)) == nil else { return nil }
            return .recipient("\(localPart)@\(personDomain)")
        }
    }
}
