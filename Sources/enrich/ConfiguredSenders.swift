import Configuration
import FaxModel

/// The people whom the configuration lists, where there is no directory.
struct ConfiguredSenders: SenderSource {
    private let people: [String: Party]

    /// The senders of list `people`.
    init(_ people: [PersonSettings]) {
        self.people = Dictionary(
            people.map { ($0.mail.lowercased(), $0.party) }, uniquingKeysWith: { first, _ in first })
    }

    func find(_ address: String) throws(Failure) -> SenderFinding {
        guard !address.isEmpty else { return .unknown(reason: "the mail has no return address") }
        guard let party = people[address.lowercased()] else {
            return .unknown(reason: "\(address) is not among the people of the configuration")
        }
        return .found(party, place: "the configuration as \(party.mail ?? address)")
    }
}
