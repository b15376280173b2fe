import Configuration
public import FaxModel

extension FaxPolicy {
    /// Why a fax that was let pass to `old` may not go to `number` instead; `nil` where it may.
    ///
    /// The rule that let it pass has to let it pass to the new number, too, and so has each rule before it that is about the new number
    /// alone, unless the sender is certainly not one of those whom it is for: not all that was known of him then is known now.
    ///
    /// - Parameters:
    ///   - name: the rule that let it pass; `nil` where there were no rules.
    ///   - sender: what is still known of the sender. His listener is not looked at.
    public func refusal(
        of number: FaxNumber, inPlaceOf old: FaxNumber, under name: String?, to sender: SenderFacts
    ) -> Refusal? {
        guard let destination = try? Destination(number, plan, costlyNumbers) else {
            return Refusal(rule: name, reason: "\(number) is no number", sentence: "\(number) can't be dialled.")
        }
        guard let rules else { return refusal(in: Self.withoutRules(destination)) }
        for rule in rules {
            if rule.name == name {
                guard rule.numbers.isEmpty || contains(rule.numbers, number) else {
                    return Refusal(
                        rule: name, reason: "it is not about \(number)",
                        sentence: "You may not send faxes to \(number).")
                }
                return refusal(in: outcome(of: rule, sender, destination))
            }
            // One about the old number, too, was not for the sender.
            guard !rule.numbers.isEmpty, !contains(rule.numbers, old) else { continue }
            var rule = rule
            rule.senders.listeners = []
            if case .mismatch = mismatch(of: rule, sender, destination) { continue }
            if let refusal = refusal(in: outcome(of: rule, sender, destination)) { return refusal }
        }
        return Refusal(
            rule: name, reason: "the rule that let it pass is there no more",
            sentence: "Whether you may send faxes to \(number) can't be told: the rules have changed.")
    }

    private func refusal(in outcome: Evaluation.Outcome) -> Refusal? {
        if case .refused(let refusal) = outcome { refusal } else { nil }
    }
}
