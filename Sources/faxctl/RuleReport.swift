import FaxModel

/// What `faxctl rules test` says.
struct RuleReport: Encodable, Equatable {
    /// A rule that was looked at.
    struct Step: Encodable, Equatable {
        var rule: String
        /// Why it is not the one; `nil` for the one that decides.
        var mismatch: String?
    }

    /// The number that is meant.
    var number: FaxNumber
    /// The rules in their order, up to the one that decides.
    var steps: [Step]
    /// Whether the fax may go.
    var mayGo: Bool
    /// Why not, for the operator.
    var reason: String?
    /// What the sender is told then.
    var reply: String?
    /// What the rule demands.
    var terms: FaxTerms?
    /// What the directory says that the sender may, as sentences.
    var permissions: [String] = []
    /// Whether no line here is of the group that the rule demands: the fax waits until one is.
    var hasNoLine = false
    /// Pages a day for this sender.
    var pagesADay: Int?
    /// Pages of today so far; `nil` where the spool does not say.
    var pagesToday: Int?

    /// What an operator reads.
    var text: String {
        var lines = ["The number is \(number)."]
        if steps.isEmpty { lines.append("There are no rules.") }
        lines += steps.map { step in
            step.mismatch.map { "Rule '\(step.rule)' does not match: \($0)." }
                ?? "Rule '\(step.rule)' matches, and decides."
        }
        lines.append(mayGo ? "The fax may go." : "The fax may not go: \(reason ?? "").")
        if let reply { lines.append("The sender is told: \(reply)") }
        if let terms { lines += terms.lines }
        lines += permissions
        if hasNoLine { lines.append("No line here is of that group of lines: the fax waits until one is.") }
        if let pagesADay {
            lines.append(
                "It has \(pagesADay.counting("page")) a day for each sender."
                    + (pagesToday.map { " Today there are \($0) so far." } ?? ""))
        }
        return lines.joined(separator: "\n")
    }
}

extension FaxTerms {
    /// What it demands, a line each.
    fileprivate var lines: [String] {
        [
            lineGroup.map { "It goes over the lines of group \($0)." },
            priority.map { "Its priority is \($0)." },
            highestPriority.map { "Its priority is \($0) at the highest." },
            coverPage.map { $0 ? "It has a cover page." : "It has no cover page." },
            fields.map { $0.isEmpty ? "No header fields may be used." : "It may use \($0.joined(separator: ", "))." },
        ].compactMap(\.self)
    }
}
