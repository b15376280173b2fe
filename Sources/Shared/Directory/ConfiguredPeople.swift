public import Configuration
public import FaxModel

/// The people whom the configuration lists, where there is no directory.
public struct ConfiguredPeople: PersonSource {
    private static let name = "the configuration"
    private let people: [String: DirectoryPerson]

    /// The people of list `people`.
    public init(_ people: [PersonSettings]) {
        self.people = Dictionary(
            people.map { ($0.mail.lowercased(), DirectoryPerson($0)) }, uniquingKeysWith: { first, _ in first })
    }

    public func people(_ keys: Set<DirectoryKey>) async throws(Failure) -> [DirectoryKey: DirectoryFinding] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, finding($0)) })
    }

    private func finding(_ key: DirectoryKey) -> DirectoryFinding {
        switch key {
        case .sender(let address), .recipient(let address), .user(let address):
            people[address.lowercased()].map { .found($0) } ?? .unknown(in: Self.name)
        case .number, .name: .unknown(in: Self.name)
        }
    }
}

extension DirectoryPerson {
    /// Somebody whom the configuration lists.
    fileprivate init(_ settings: PersonSettings) {
        self.init(
            place: "the configuration as \(settings.mail)", party: settings.party,
            numbers: [settings.facsimile].compactMap(\.self),
            wishes: Wishes(
                stationID: settings.stationID, billingCode: settings.billingCode, coverTemplate: settings.coverTemplate,
                language: settings.language, resolution: settings.resolution, notify: settings.notify))
    }
}
