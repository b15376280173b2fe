import Dialling
import FaxModel

/// What `faxctl dialplan test` says.
struct DialReport: Encodable, Equatable {
    /// Who has chosen the lines.
    enum Choice: String, Encodable {
        case plan, rule, sender
    }

    /// What was asked for.
    var written: String
    /// What the plan says.
    var plan: DialExplanation
    /// The rule that lets the fax pass; `nil` where none was asked.
    var rule: String?
    /// Why the number is dialled only for senders whom a rule lets dial it, to follow it; `nil` for an ordinary one.
    var costliness: String?
    /// Who has chosen the lines.
    var choice: Choice
    /// Why the rules refuse the fax; `nil` where they do not.
    var refusal: String?
    /// What the sender is told then.
    var reply: String?
    /// What the first line of each group dials before everything else (ATD…).
    var linePrefixes: [String: String]
    /// How long a fax waits for a line of one group until the next may take it.
    var fallbackSeconds: Int

    /// Whether faxes may go there.
    var mayGo: Bool { plan.blocked == nil && refusal == nil && costliness == nil }

    /// What an operator reads.
    var text: String {
        var lines = ["'\(written)' is \(plan.number)."]
        if let blocked = plan.blocked {
            lines.append("The number is blocked (dialling.blocked). Senders are told: \(blocked)")
        }
        if let costliness {
            lines.append(
                "It \(costliness): it is not dialled, but for a sender whom a rule that names it lets (--sender).")
        }
        if let refusal, plan.blocked == nil {
            lines.append("The rules refuse the fax: \(refusal)." + (reply.map { " The sender is told: \($0)" } ?? ""))
        }
        guard mayGo else { return lines.joined(separator: "\n") }
        switch choice {
        case .rule: lines.append("Rule '\(rule ?? "")' chooses the lines.")
        case .sender: lines.append("The mail chooses the lines.")
        case .plan:
            lines.append(
                plan.groupRule.map { "Rule '\($0)' of dialling.rules chooses the lines." }
                    ?? "No rule of dialling.rules chooses the lines: it is dialling.line-group.")
        }
        for (index, group) in plan.groups.enumerated() {
            lines.append("\(index + 1). Lines of group \(group.lineGroup)\(wait(index)):")
            lines += self.lines(of: group).map { "   \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private func wait(_ index: Int) -> String {
        index == 0
            ? ""
            : ", when none of those before has taken it for \(fallbackSeconds) s, or a call failed through our own trouble"
    }

    private func lines(of group: DialExplanation.Group) -> [String] {
        var lines: [String] = []
        lines.append(
            group.rules.isEmpty
                ? "No rule is about the number."
                : "Rules about it, the most exact first: \(group.rules.joined(separator: ", ")).")
        lines += group.unfit.map { "The number does not have the form that a rule dials: \($0)." }
        lines.append(
            group.dialRule.map { "Rule '\($0)' says what is dialled." }
                ?? "It is dialled in the form {international}, or as it is where it is an extension.")
        if let rule = group.callerIDRule { lines.append("Rule '\(rule)' says what is told of our number.") }
        lines.append("The modem dials: \(linePrefixes[group.lineGroup.rawValue] ?? "T")\(group.digits)")
        if !group.terms.isEmpty { lines.append("It is sent \(group.terms.joined(separator: ", ")).") }
        return lines
    }
}
