public import Configuration
public import FaxAddressing
public import FaxModel
import FaxRequests

/// Reads what a directory says that a sender may ask for. What is said badly is no permission: the fax does not go, and whoever
/// reads its history sees why.
public struct PermissionReader: Sendable {
    private let settings: DirectoryPermissionSettings?
    private let plan: NumberPlan

    /// A reader for section `directory.permissions`; `nil` where there is none: then rules alone hold, whatever is said.
    public init(_ settings: DirectoryPermissionSettings? = nil, _ plan: NumberPlan = NumberPlan()) {
        self.settings = settings
        self.plan = plan
    }

    /// What somebody may, by what there is to go by.
    ///
    /// - Throws: `Failure` when it can't be understood, is not said where it has to be, or it is not clear who is meant.
    public func permissions(by evidence: PermissionEvidence) throws(Failure) -> SenderPermissions {
        switch evidence {
        case .said(let said, let place): try permissions(said, in: place)
        case .unknown(let reason): try permissions(ofUnknown: reason)
        case .unclear(let reason): try permissions(ofUnclear: reason)
        }
    }

    /// What somebody may of whom this is said.
    ///
    /// - Parameters:
    ///   - said: by what, as it is written there.
    ///   - place: where, to follow "in".
    /// - Throws: `Failure` when it can't be understood, or is not said where it has to be.
    public func permissions(
        _ said: [SenderPermission: [String]], in place: String
    ) throws(Failure) -> SenderPermissions {
        var permissions = SenderPermissions()
        guard let settings else { return permissions }
        for permission in SenderPermission.allCases where settings.attributes[permission] != nil {
            guard let values = said[permission] else {
                guard settings.unsaid == .rules else {
                    throw Failure(
                        Self.unauthorised,
                        "The mail was not faxed. In \(place) nothing is said of \(permission.words) (\(Self.key(permission)))."
                    )
                }
                continue
            }
            let words = try words(values, permission, place)
            switch permission {
            case .numbers: permissions.numbers = try numbers(words, place)
            case .fields: permissions.fields = try fields(words, place)
            case .lineGroups:
                permissions.lineGroups =
                    words == ["all"] ? nil : Set(words.filter { $0 != "none" }.map(Lane.init(rawValue:)))
            case .highestPriority: permissions.highestPriority = try priority(words, place)
            }
        }
        return permissions
    }

    /// What somebody may of whom the directory knows nothing, for a reason: a clause.
    ///
    /// - Throws: `Failure` when such may not fax.
    public func permissions(ofUnknown reason: String) throws(Failure) -> SenderPermissions {
        guard let settings, settings.unsaid == .refuse else { return SenderPermissions() }
        throw Failure(
            Self.unauthorised,
            "The mail was not faxed. What its sender may is not known: \(reason) (directory.permissions.unsaid).")
    }

    /// What somebody may of whom it is not clear who it is, for a reason: a clause.
    ///
    /// - Throws: `Failure` wherever the directory has a say: it may be one who may less.
    public func permissions(ofUnclear reason: String) throws(Failure) -> SenderPermissions {
        guard settings != nil else { return SenderPermissions() }
        throw Failure(
            Self.unauthorised,
            "The mail was not faxed. What its sender may is not clear: \(reason) (directory.permissions).")
    }

    // MARK: Words

    /// RFC 3463 §3.8: delivery not authorised.
    private static let unauthorised = EnhancedStatusCode(5, 7, 1)

    private static func key(_ permission: SenderPermission) -> String { "directory.permissions.\(permission.rawValue)" }

    /// The words of these values, which commas and semicolons divide.
    private func words(
        _ values: [String], _ permission: SenderPermission, _ place: String
    ) throws(Failure) -> [String] {
        let words = values.flatMap { $0.split { ",;".contains($0) } }.map(\.trimmed).filter { !$0.isEmpty }
        guard !words.isEmpty else { throw Self.bad(values.joined(separator: ", "), permission, place, "a word") }
        return words
    }

    private func numbers(_ words: [String], _ place: String) throws(Failure) -> [NumberPattern] {
        guard words != ["nowhere"] else { return [] }
        var patterns: [NumberPattern] = []
        for word in words {
            guard let pattern = NumberPattern(configuration: word) else {
                throw Self.bad(word, .numbers, place, "nowhere, or \(NumberPattern.expectation)")
            }
            guard plan.countryCode != nil || !pattern.needsCountryCode else {
                throw Self.bad(word, .numbers, place, "numbers, as dialling.country-code does not say where we are")
            }
            patterns.append(pattern)
        }
        return patterns
    }

    private func fields(_ words: [String], _ place: String) throws(Failure) -> [String]? {
        switch words {
        case ["all"]: return nil
        case ["none"]: return []
        default: break
        }
        var names: [String] = []
        for word in words {
            guard let field = RequestField.named(word) else {
                throw Self.bad(word, .fields, place, "all, none, or names of fields such as X-Fax-Reference")
            }
            names.append(field.name)
        }
        return names.sorted()
    }

    private func priority(_ words: [String], _ place: String) throws(Failure) -> Priority {
        guard words.count == 1, let priority = Priority(configuration: words[0].lowercased()) else {
            throw Self.bad(words.joined(separator: ", "), .highestPriority, place, Priority.expectation)
        }
        return priority
    }

    private static func bad(
        _ word: String, _ permission: SenderPermission, _ place: String, _ expectation: String
    ) -> Failure {
        // RFC 3463 §3.4, X.3.5: system incorrectly configured.
        Failure(
            EnhancedStatusCode(5, 3, 5),
            "The mail was not faxed. In \(place) stands '\(word.singleLine(limit: 80))' for \(permission.words) (\(key(permission))); "
                + "expected \(expectation).")
    }
}
