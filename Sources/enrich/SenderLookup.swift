import Configuration
import Directory
import FaxModel
import MIME

/// Finds who sends a mail, by its envelope and its header.
struct SenderLookup: Sendable {
    /// What a look-up brought.
    typealias Finding = SenderSearch.Finding

    private let search: SenderSearch
    private let field: String?

    /// Senders whom the configured directory knows.
    init(_ people: any PersonSource, _ settings: DirectorySettings) {
        search = SenderSearch(people, settings)
        field = settings.senderField
    }

    /// Senders whom `people` knows by these keys.
    init(
        _ people: any PersonSource, keys: [DirectorySettings.SenderKey] = [.address], isStrict: Bool = false
    ) {
        search = SenderSearch(people, keys: keys, isStrict: isStrict)
        field = nil
    }

    /// Who sends this mail: the first whom one of the keys finds, alone.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func find(_ received: ReceivedMail, _ mail: Mail) async throws(Failure) -> Finding {
        let name = field?.lowercased()
        let address = mail.fields.first { $0.name.lowercased() == name }?.value.singleLine()
        return try await search.find(
            SenderSearch.Clues(
                user: received.user, address: received.sender, field: address?.isEmpty == false ? address : nil))
    }
}
