public import Configuration
public import FaxModel
public import LDAP
import LDAPGrammar

/// The people whom an LDAP directory knows.
public actor DirectoryPeople: PersonSource {
    private let settings: DirectorySettings
    private let client: LDAPClient
    private var memory: ShortMemory<String, PersonFinding>

    /// The people of the configured directory, asked by `client`.
    public init(_ settings: DirectorySettings, client: LDAPClient) {
        self.settings = settings
        self.client = client
        memory = ShortMemory(for: settings.groups.keep)
    }

    public func person(at address: String) async throws(Failure) -> PersonFinding {
        if let finding = memory.value(for: address, now: .now) { return finding }
        guard let filter = settings.recipientFilter.filter(address: address) else { return .unknown }
        // Two are enough to see that it is not one.
        let search = LDAPSearch(
            base: settings.base, filter: filter, attributes: settings.attributes.all, sizeLimit: 2)
        let finding: PersonFinding
        do throws(LDAPError) {
            finding = self.finding(try await client.entries(search))
        } catch {
            switch error.code {
            case .sizeLimitExceeded: finding = .several
            case .noSuchObject: finding = .unknown
            default: throw Failure(directory: error)
            }
        }
        memory.keep(finding, for: address, now: .now)
        return finding
    }

    private func finding(_ entries: [LDAPEntry]) -> PersonFinding {
        guard let entry = entries.first else { return .unknown }
        guard entries.count == 1 else { return .several }
        let attributes = settings.attributes
        // RFC 4517 §3.3.11: the number, then what the machine can.
        let numbers = attributes.facsimile.flatMap(entry.texts).map { FacsimileTelephoneNumber($0).number }
        return .found(
            Party(name: entry.text(attributes.name), company: entry.text(attributes.company)), numbers: numbers)
    }
}
