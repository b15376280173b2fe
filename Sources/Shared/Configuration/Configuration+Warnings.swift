import FaxModel

extension Configuration {
    /// What can be right, and mostly is not: a sentence each.
    public var warnings: [String] {
        openDoors + ruleWarnings + strangeGroups + answering + lookups + looseSenders + noKey
    }

    private var noKey: [String] {
        guard secretKey == nil else { return [] }
        return [
            "secrets.key-file: no key is named; mails with X-Fax-Password are refused, and faxctl poll --password-file is (the key is made "
                + "by faxctl key make FILE)"
        ]
    }

    private var lookups: [String] {
        guard let directory, directory.source == .online, directory.recipientKeys.contains(.number),
            directory.isNumberSearchDoubtful
        else { return [] }
        return [
            "directory.recipients: number: OpenLDAP can't search facsimileTelephoneNumber, and finds nobody by it; use source: copy, or "
                + "name a number-filter"
        ]
    }

    private var looseSenders: [String] {
        guard let directory, directory.permissions != nil else { return [] }
        var warnings: [String] = []
        if directory.senderKeys.contains(.field) {
            warnings.append(
                "directory.permissions: senders has 'field'; whoever writes another one's address into that header field may what that one may"
            )
        }
        let keys = directory.senderKeys.filter { $0 != .field }
        if keys.first == .address, ingest.listeners.contains(where: { $0.login != .none }) {
            warnings.append(
                "directory.permissions: senders does not have 'user' before 'address'; whoever has logged in may what the one may whose "
                    + "address stands in MAIL FROM"
            )
        }
        return warnings
    }

    private var openDoors: [String] {
        let open = ingest.listeners.first { !$0.networks.allSatisfy(\.isLoopback) }
        guard rules == nil, let open else { return [] }
        return [
            "there are no rules: clients on this machine may fax, and of the networks of listener '\(open.name)' nobody else"
        ]
    }

    private var strangeGroups: [String] {
        let groups = Set(faxout.lines.map(\.group))
        guard !groups.isEmpty else { return [] }
        var warnings: [String] = []
        if !groups.contains(dialling.lineGroup) {
            warnings.append(
                "dialling.line-group: no line here is of group '\(dialling.lineGroup)'; faxes wait until one is")
        }
        warnings += lineGroups.map(\.name).filter { !groups.contains($0) }.map {
            "line-groups: no line here is of group '\($0)'; its limits and hours are nobody's"
        }
        for rule in rules ?? [] {
            if let group = rule.terms.lineGroup, !groups.contains(group) {
                warnings.append(
                    "rules: no line here is of group '\(group)', over which rule '\(rule.name)' has faxes sent; they wait until one is"
                )
            }
        }
        warnings += archive.flatMap(\.lineGroups).filter { !groups.contains(Lane(rawValue: $0)) }.map {
            "archive: no line here is of group '\($0)'; nothing that goes over it is copied"
        }
        for rule in dialling.rules {
            warnings += (rule.lineGroups + rule.over).filter { !groups.contains($0) }.map {
                "dialling.rules: no line here is of group '\($0)', of which rule '\(rule.name)' speaks"
            }
        }
        for profile in profiles {
            warnings += profile.lineGroups.filter { !groups.contains($0) }.map {
                "profiles: no line here is of group '\($0)', of which profile '\(profile.name)' speaks"
            }
        }
        return warnings
    }

    private var answering: [String] {
        let hasProfiles = !profiles.isEmpty || !received.profileFiles.isEmpty || directory?.userProfiles != nil
        var warnings: [String] = []
        if received.unknown == .refuse, !hasProfiles {
            warnings.append("received.unknown: refuse, and there are no profiles; calls to every number are refused")
        }
        if received.unknown == .refuse, let profile = profiles.first(where: \.hasEveryCall) {
            warnings.append(
                "received.unknown: refuse: profile '\(profile.name)' may be about every call until it is answered, so none is refused; name "
                    + "its numbers (dialled)")
        }
        let hasEverybody = received.defaultRecipient != nil || profiles.contains(where: \.isForAll)
        if received.unknown == .default, !hasEverybody, faxout.lines.contains(where: { $0.answer != nil }) {
            warnings.append(
                "received.default-recipient: none is named; a fax that no profile is for waits for the operator (set aside)"
            )
        }
        var asking: [String] = []
        if received.rejects.contains(where: { !$0.callers.isEmpty }) { asking.append("received.reject") }
        if profiles.contains(where: { !$0.callers.isEmpty }) { asking.append("profiles") }
        for line in faxout.lines where !asking.isEmpty && line.answer?.rings == 1 {
            warnings.append(
                "faxout.lines: line '\(line.name)' answers at the first ring, and who calls is mostly told after it; rings: 2 "
                    + "lets \(asking.joined(separator: " and ")) see it")
        }
        return warnings
    }
}

extension UserProfile {
    /// Whether it is for every fax, whenever it comes.
    fileprivate var isForAll: Bool {
        dialled.isEmpty && subaddresses.isEmpty && callers.isEmpty && stations.isEmpty && lineGroups.isEmpty
            && hours.isEmpty
            && !isCopy
    }

    /// Whether nothing that is known before a call is answered says that it is not for its fax.
    fileprivate var hasEveryCall: Bool {
        dialled.isEmpty && callers.isEmpty && lineGroups.isEmpty && hours.isEmpty && !isCopy
    }
}
