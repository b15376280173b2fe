import Configuration
import Directory
import FaxModel
import LDAP
import LDAPGrammar

/// The senders whom an LDAP directory knows.
struct DirectorySenders: SenderSource {
    private let settings: DirectorySettings
    private let client: LDAPClient

    /// The senders of the configured directory, asked by `client`.
    init(_ settings: DirectorySettings, client: LDAPClient) {
        self.settings = settings
        self.client = client
    }

    func find(_ address: String) async throws(Failure) -> SenderFinding {
        guard !address.isEmpty else { return .unknown(reason: "the mail has no return address") }
        guard let filter = settings.filter.filter(address: address) else {
            return .unknown(reason: "'\(address)' is no whole address")
        }
        // Two are enough to see that it is not one.
        let search = LDAPSearch(
            base: settings.base, filter: filter, attributes: settings.attributes.all, sizeLimit: 2)
        let entries: [LDAPEntry]
        do throws(LDAPError) {
            entries = try await client.entries(search)
        } catch {
            guard error.code == .sizeLimitExceeded else {
                throw Failure(directory: error)
            }
            return several(address)
        }
        guard let entry = entries.first else {
            return .unknown(reason: "the directory has no entry for \(address)")
        }
        guard entries.count == 1 else { return several(address) }
        return .found(party(of: entry, mail: address), place: "the directory as \(entry.dn.singleLine())")
    }

    private func several(_ address: String) -> SenderFinding {
        .unknown(reason: "the directory has more than one entry for \(address)")
    }

    private func party(of entry: LDAPEntry, mail: String) -> Party {
        let attributes = settings.attributes
        let facsimile = entry.text(attributes.facsimile).map { FacsimileTelephoneNumber($0).number.singleLine() }
        return Party(
            name: entry.text(attributes.name)?.singleLine(), company: entry.text(attributes.company)?.singleLine(),
            telephone: entry.text(attributes.telephone)?.singleLine(),
            facsimile: facsimile?.isEmpty == false ? facsimile : nil, mail: mail)
    }
}
