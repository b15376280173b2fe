public import Configuration
public import FaxModel

/// What a look-up of a recipient brought.
public enum PersonFinding: Hashable, Sendable {
    /// The person is known, with fax numbers as they are written there, in their order; perhaps none.
    case found(Party, numbers: [String])
    /// Nobody has this address.
    case unknown
    /// Several have.
    case several
}

/// Where people are looked up whom a mail is to be faxed to.
public protocol PersonSource: Sendable {
    /// Who has this mail address.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func person(at address: String) async throws(Failure) -> PersonFinding
}

/// The people whom the configuration lists, where there is no directory.
public struct ConfiguredPeople: PersonSource {
    private let people: [String: Party]

    /// The people of list `people`.
    public init(_ people: [PersonSettings]) {
        self.people = Dictionary(
            people.map { ($0.mail.lowercased(), $0.party) }, uniquingKeysWith: { first, _ in first })
    }

    public func person(at address: String) async throws(Failure) -> PersonFinding {
        people[address.lowercased()].map { .found($0, numbers: [$0.facsimile].compactMap(\.self)) } ?? .unknown
    }
}
