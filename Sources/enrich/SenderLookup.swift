import Configuration
import Directory
import FaxModel
import MIME

/// Finds who sends a mail.
struct SenderLookup: Sendable {
    /// What a look-up brought.
    enum Finding: Hashable, Sendable {
        /// The sender is known.
        case found(DirectoryPerson)
        /// The sender is not known; `reason` is a clause that says why.
        case unknown(reason: String)
        /// It may be one of several; `reason` is a clause that says why.
        case unclear(reason: String)
    }

    private let people: any PersonSource
    private let keys: [DirectorySettings.SenderKey]
    private let field: String?
    private let place: String
    /// Whether what finds several ends the search, as what finds one does: who of them sends decides what he may.
    private let isStrict: Bool

    /// Senders whom the configured directory knows.
    init(_ people: any PersonSource, _ settings: DirectorySettings) {
        self.init(
            people, keys: settings.senderKeys, field: settings.senderField, place: "the directory",
            isStrict: settings.permissions != nil)
    }

    /// Senders whom `people` knows by these keys; `place` is what histories call it.
    init(
        _ people: any PersonSource, keys: [DirectorySettings.SenderKey] = [.address], field: String? = nil,
        place: String = "the configuration", isStrict: Bool = false
    ) {
        self.isStrict = isStrict
        self.people = people
        self.keys = keys
        self.field = field
        self.place = place
    }

    /// Who sends this mail: the first whom one of the keys finds, alone.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func find(_ received: ReceivedMail, _ mail: Mail) async throws(Failure) -> Finding {
        let wanted = keys.compactMap { key($0, received, mail) }
        guard !wanted.isEmpty else { return .unknown(reason: "the mail has no return address") }
        let findings = try await people.people(Set(wanted))
        for key in wanted {
            if let person = findings[key]?.person { return .found(person) }
            if isStrict, findings[key] == .several { return .unclear(reason: several(key)) }
        }
        if let key = wanted.first(where: { findings[$0] == .several }) { return .unclear(reason: several(key)) }
        return .unknown(reason: "\(place) has no entry for \(wanted.map(\.words).joined(separator: ", nor for "))")
    }

    private func several(_ key: DirectoryKey) -> String { "\(place) has more than one entry for \(key.words)" }

    private func key(_ key: DirectorySettings.SenderKey, _ received: ReceivedMail, _ mail: Mail) -> DirectoryKey? {
        switch key {
        case .user: return received.user.map { .user($0) }
        case .address: return received.sender.isEmpty ? nil : .sender(received.sender)
        case .field:
            let name = field?.lowercased()
            let address = mail.fields.first { $0.name.lowercased() == name }?.value.singleLine()
            return address.flatMap { $0.isEmpty ? nil : .sender($0) }
        }
    }
}
