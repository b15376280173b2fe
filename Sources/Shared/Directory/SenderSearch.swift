public import Configuration
public import FaxModel

/// Finds who sends a mail, and whether what he may can be taken from there.
public struct SenderSearch: Sendable {
    /// What a mail says of its sender.
    public struct Clues: Hashable, Sendable {
        /// The user who has logged in; `nil` where nobody has.
        public var user: String?
        /// The reverse path, without angle brackets; empty for the null reverse path.
        public var address: String
        /// The address in the header field `sender-field`; `nil` where there is none.
        public var field: String?

        /// A sender.
        public init(user: String?, address: String, field: String? = nil) {
            self.user = user
            self.address = address
            self.field = field
        }
    }

    /// What was found.
    public enum Finding: Hashable, Sendable {
        /// The sender is known.
        case found(DirectoryPerson)
        /// The sender says to be this person, and has logged in as somebody who is not known: a clause that says so. Anybody who can log in can
        /// write another one's address as his reverse path, so what that one may is not his.
        case claimed(DirectoryPerson, reason: String)
        /// The sender is not known, for a reason: a clause.
        case unknown(reason: String)
        /// It may be one of several, for a reason: a clause.
        case unclear(reason: String)

        /// What says what the sender may.
        public var evidence: PermissionEvidence {
            switch self {
            case .found(let person): .said(person.permissions, place: person.place)
            case .claimed(_, let reason), .unknown(let reason): .unknown(reason: reason)
            case .unclear(let reason): .unclear(reason: reason)
            }
        }
    }

    private let people: any PersonSource
    private let keys: [DirectorySettings.SenderKey]
    /// Whether it counts who sends, because that decides what he may: what finds several ends the search, as what finds one does; and who has
    /// logged in is nobody else.
    private let isStrict: Bool

    /// Senders whom the configured directory knows.
    public init(_ people: any PersonSource, _ settings: DirectorySettings) {
        self.init(people, keys: settings.senderKeys, isStrict: settings.permissions != nil)
    }

    /// Senders whom `people` knows by these keys.
    public init(_ people: any PersonSource, keys: [DirectorySettings.SenderKey], isStrict: Bool = false) {
        self.people = people
        self.keys = keys
        self.isStrict = isStrict
    }

    /// Who sends a mail: the first whom one of the keys finds, alone.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    public func find(_ clues: Clues) async throws(Failure) -> Finding {
        let wanted = keys.compactMap { key($0, clues) }
        guard !wanted.isEmpty else { return .unknown(reason: "the mail has no return address") }
        let findings = try await people.people(Set(wanted))
        var stranger: String?
        var several: String?
        var missing: [(place: String, key: DirectoryKey)] = []
        for key in wanted {
            switch findings[key] ?? .unknown(in: "the directory") {
            case .found(let person):
                guard let stranger else { return .found(person) }
                return .claimed(person, reason: stranger)
            case .several(let place):
                let reason = "\(place) has more than one entry for \(key.words)"
                if isStrict, stranger == nil { return .unclear(reason: reason) }
                several = several ?? reason
            case .unknown(let place):
                missing.append((place, key))
                if isStrict, case .user = key { stranger = "\(place) has no entry for \(key.words), who has logged in" }
            }
        }
        if let stranger { return .unknown(reason: stranger) }
        if let several { return .unclear(reason: several) }
        return .unknown(reason: Self.words(missing))
    }

    /// Which keys nobody has: a clause. Of some it may be known from before, from elsewhere.
    private static func words(_ missing: [(place: String, key: DirectoryKey)]) -> String {
        var words = ""
        var last: String?
        for (place, key) in missing {
            words += last == nil ? "\(place) has no entry" : last == place ? ", nor" : ", nor has \(place)"
            words += " for \(key.words)"
            last = place
        }
        return words
    }

    private func key(_ key: DirectorySettings.SenderKey, _ clues: Clues) -> DirectoryKey? {
        switch key {
        case .user: clues.user.map { .user($0) }
        case .address: clues.address.isEmpty ? nil : .sender(clues.address)
        case .field: clues.field.map { .sender($0) }
        }
    }
}
