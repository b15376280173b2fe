extension Configuration {
    /// What of the rules can be right, and mostly is not: a sentence each.
    var ruleWarnings: [String] {
        let rules = rules ?? []
        return hiddenRules(rules) + rules.compactMap(nobodysRule)
    }

    /// The first rule that holds decides: what stands behind one for everybody and everywhere is never read.
    private func hiddenRules(_ rules: [RuleSettings]) -> [String] {
        guard let last = rules.firstIndex(where: \.isForAll), last + 1 < rules.count else { return [] }
        let hidden = rules[(last + 1)...].map { "'\($0.name)'" }.joined(separator: ", ")
        return [
            "rules: '\(rules[last].name)' is for everybody and all numbers; what stands behind it is never read: \(hidden)"
        ]
    }

    /// That a rule is for senders that there can't be; `nil` where there can.
    private func nobodysRule(_ rule: RuleSettings) -> String? {
        if let stranger = rule.senders.listeners.first(where: { name in !ingest.listeners.contains { $0.name == name } }
        ) {
            return "rules: no listener is called '\(stranger)'; its rule is nobody's"
        }
        let doors = ingest.listeners.filter {
            rule.senders.listeners.isEmpty || rule.senders.listeners.contains($0.name)
        }
        if rule.senders.users != nil, doors.allSatisfy({ $0.login == .none }) {
            return
                "rules: rule '\(rule.name)' is for users, and nobody can log in at its listeners (ingest.listeners: auth)"
        }
        if !rule.senders.verified.isEmpty, ingest.trustedAuthentication.isEmpty {
            return
                "rules: rule '\(rule.name)' is for verified senders, and no front server is believed "
                + "(ingest.trusted-authentication)"
        }
        return nil
    }
}

extension RuleSettings {
    /// Whether it is for every sender and every number.
    fileprivate var isForAll: Bool { senders == Senders() && numbers.isEmpty }
}
