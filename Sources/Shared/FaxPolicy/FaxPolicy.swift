public import Configuration
public import FaxAddressing
import FaxModel
import LDAPGrammar

/// Who may fax where.
///
/// The rules are looked at in their order; the first that matches decides, and where none does, the fax may not go. Without rules
/// clients on this machine may fax, and nobody else. Numbers at premium rates and emergency numbers are refused all the same, unless the rule
/// that decides names them. To numbers that are blocked (`dialling.blocked`) nobody may fax, whatever the rules say.
public struct FaxPolicy: Sendable {
    /// How numbers are understood.
    public let plan: NumberPlan
    /// What is not dialled unless a rule names it.
    public let costlyNumbers: CostlyNumbers
    /// Which numbers are blocked for everybody.
    private let dialling: DiallingSettings
    /// The rules; `nil` where there are none.
    let rules: [RuleSettings]?

    /// The policy of list `rules` and section `dialling`.
    public init(rules: [RuleSettings]?, _ dialling: DiallingSettings) {
        self.rules = rules
        self.dialling = dialling
        plan = NumberPlan(dialling)
        costlyNumbers = CostlyNumbers(
            premiumPrefixes: dialling.premiumPrefixes, emergencyNumbers: dialling.emergencyNumbers)
    }

    /// Whether `sender` may fax to `destination`.
    public func evaluate(_ sender: SenderFacts, _ destination: Destination) -> Evaluation {
        if let sentence = dialling.blocks(destination.number, called: destination.name) {
            let refusal = Refusal(rule: nil, reason: "dialling.blocked has it", sentence: sentence)
            return Evaluation(steps: [], outcome: .refused(refusal))
        }
        guard let rules else {
            guard AddressRange.isThisMachine(sender.client) else {
                let refusal = Refusal(
                    rule: nil, reason: "there are no rules, and the client \(sender.client) is not this machine",
                    sentence: "You may not send faxes to \(destination.name).")
                return Evaluation(steps: [], outcome: .refused(refusal))
            }
            return Evaluation(steps: [], outcome: Self.withoutRules(destination))
        }
        var steps: [Evaluation.Step] = []
        for rule in rules {
            switch mismatch(of: rule, sender, destination) {
            case .none:
                steps.append(Evaluation.Step(rule: rule.name, mismatch: nil))
                return Evaluation(steps: steps, outcome: outcome(of: rule, sender, destination))
            case .mismatch(let reason): steps.append(Evaluation.Step(rule: rule.name, mismatch: reason))
            case .groupsNeeded: return Evaluation(steps: steps, outcome: .groupsNeeded)
            case .verificationNeeded: return Evaluation(steps: steps, outcome: .verificationNeeded)
            }
        }
        let refusal = Refusal(
            rule: nil, reason: "no rule matches", sentence: "You may not send faxes to \(destination.name).")
        return Evaluation(steps: steps, outcome: .refused(refusal))
    }

    /// What is answered before the mail is there that says what a front server has found: whatever that is, where it makes no
    /// difference; else that it is needed.
    public func evaluateAhead(_ sender: SenderFacts, _ destination: Destination) -> Evaluation {
        let evaluation = evaluate(sender, destination)
        guard evaluation.outcome == .verificationNeeded else { return evaluation }
        let methods = AuthenticationMethod.allCases
        var refusals: [Evaluation] = []
        for combination in 0..<(1 << methods.count) {
            var sender = sender
            sender.verified = Set(methods.indices.filter { combination & 1 << $0 != 0 }.map { methods[$0] })
            let finding = evaluate(sender, destination)
            guard case .refused = finding.outcome else {
                return finding.outcome == .groupsNeeded ? finding : evaluation
            }
            refusals.append(finding)
        }
        return refusals[0]
    }

    static func withoutRules(_ destination: Destination) -> Evaluation.Outcome {
        guard let costliness = destination.costliness else { return .allowed(Permit()) }
        return .refused(Refusal(rule: nil, destination, costliness))
    }

    // MARK: What a rule decides

    func outcome(
        of rule: RuleSettings, _ sender: SenderFacts, _ destination: Destination
    ) -> Evaluation.Outcome {
        let number = destination.number
        let refused = { (reason: String) -> Evaluation.Outcome in
            .refused(
                Refusal(
                    rule: rule.name, reason: reason,
                    sentence: rule.because ?? "You may not send faxes to \(destination.name)."))
        }
        guard !rule.mayFax.isEmpty else { return refused("it lets nothing pass") }
        guard contains(rule.mayFax, number) else { return refused("\(number) is not in its may-fax") }
        guard !contains(rule.except, number) else { return refused("\(number) is in its except") }
        switch destination.costliness {
        case nil: break
        case .premiumRate? where contains(rule.premiumRate, number): break
        case .emergency(let digits)? where rule.emergency.contains(digits): break
        case let costliness?: return .refused(Refusal(rule: rule.name, destination, costliness))
        }
        let quota = rule.pagesADay.map { PageQuota(pages: $0, account: sender.account(under: rule.name)) }
        return .allowed(Permit(terms: rule.terms, quota: quota))
    }

    func contains(_ patterns: [NumberPattern], _ number: FaxNumber) -> Bool {
        patterns.contains { $0.contains(number, countryCode: plan.countryCode) }
    }

    // MARK: Whom a rule is for

    enum Match {
        case none
        case mismatch(String)
        case groupsNeeded
        case verificationNeeded
    }

    /// What costs least is looked at first: the directory is asked only where all else matches.
    func mismatch(of rule: RuleSettings, _ sender: SenderFacts, _ destination: Destination) -> Match {
        let senders = rule.senders
        if !senders.networks.isEmpty, !senders.networks.contains(where: { $0.contains(sender.client) }) {
            return .mismatch("the client \(sender.client) is not in its networks")
        }
        if !senders.listeners.isEmpty, !senders.listeners.contains(sender.listener) {
            return .mismatch("it is not for listener \(sender.listener)")
        }
        switch (senders.users, sender.user) {
        case (nil, _), (.any?, .some): break
        case (.some, nil): return .mismatch("nobody has authenticated")
        case (.named(let names)?, let user?):
            guard names.contains(user.lowercased()) else { return .mismatch("it is not for user \(user)") }
        }
        if !senders.addresses.isEmpty, !senders.addresses.contains(where: { $0.contains(sender.address) }) {
            return .mismatch("it is not for mail from <\(sender.address)>")
        }
        if !rule.numbers.isEmpty, !contains(rule.numbers, destination.number) {
            return .mismatch("it is not about \(destination.number)")
        }
        if !senders.verified.isEmpty {
            guard let verified = sender.verified else { return .verificationNeeded }
            guard !senders.verified.isDisjoint(with: verified) else {
                let methods = senders.verified.map(\.rawValue).sorted().joined(separator: ", ")
                return .mismatch("no trusted front server says \(methods)=pass for the domain of <\(sender.address)>")
            }
        }
        if !senders.groups.isEmpty {
            guard let groups = sender.groups else { return .groupsNeeded }
            guard senders.groups.contains(where: { Self.isOne($0, of: groups) }) else {
                return .mismatch("the sender is not in \(senders.groups.joined(separator: ", "))")
            }
        }
        return .none
    }

    /// Whether a group, written as a DN or by its name, is among `groups`.
    private static func isOne(_ text: String, of groups: Set<DistinguishedName>) -> Bool {
        guard text.contains("=") else { return groups.contains { $0.name == text.lowercased() } }
        return DistinguishedName(text).map(groups.contains) ?? false
    }
}

extension Refusal {
    /// The refusal of a costly number.
    fileprivate init(rule: String?, _ destination: Destination, _ costliness: CostlyNumbers.Kind) {
        self.init(
            rule: rule, reason: "\(destination.number) \(costliness.words), and no rule that matches names it",
            sentence: "\(destination.name) \(costliness.words); no fax is sent to it.")
    }
}

extension NumberPlan {
    /// The plan of section `dialling`.
    public init(_ settings: DiallingSettings) {
        self.init(
            countryCode: settings.countryCode, areaCode: settings.areaCode,
            internationalPrefix: settings.internationalPrefix, nationalPrefix: settings.nationalPrefix,
            extensionDigits: settings.extensionDigits)
    }
}
