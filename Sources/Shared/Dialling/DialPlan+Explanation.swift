import Configuration
public import FaxModel

/// How a dial plan comes to what it says of a number.
public struct DialExplanation: Hashable, Sendable, Codable {
    /// What the lines of a group do.
    public struct Group: Hashable, Sendable, Codable {
        /// The group.
        public var lineGroup: Lane
        /// The rules about the number and these lines, the most exact first.
        public var rules: [String]
        /// The rule that says what is dialled; `nil` where none does.
        public var dialRule: String?
        /// Rules that say it in a form which the number does not have, each with the form.
        public var unfit: [String]
        /// The rule that says what is told of our number; `nil` where none does.
        public var callerIDRule: String?
        /// What the modem dials, behind what the line is set to dial first.
        public var digits: String
        /// How the fax is sent, a clause each.
        public var terms: [String]
    }

    /// The number that is meant.
    public var number: FaxNumber
    /// Why no fax goes there; `nil` where faxes may.
    public var blocked: String?
    /// The rule that says which lines dial; `nil` where none does.
    public var groupRule: String?
    /// The groups in the order in which they are tried.
    public var groups: [Group]
}

extension DialPlan {
    /// How the plan comes to what it says of `number`.
    ///
    /// - Parameters:
    ///   - group: the only group of lines that may dial, where a rule or the sender says so.
    ///   - prefixes: what lines of each group dial for `+`; `00` for the others.
    public func explanation(
        of number: FaxNumber, over group: Lane? = nil, prefixes: [Lane: String] = [:]
    ) -> DialExplanation {
        let rule = group == nil ? groupRule(for: number) : nil
        let groups = group.map { [$0] } ?? lineGroups(for: number)
        return DialExplanation(
            number: number, blocked: blocks(number), groupRule: rule?.name,
            groups: groups.map { explanation(of: number, $0, prefixes[$0] ?? "00") })
    }

    private func explanation(of number: FaxNumber, _ group: Lane, _ prefix: String) -> DialExplanation.Group {
        let dialling = dialling(number, over: group, prefix)
        return DialExplanation.Group(
            lineGroup: group, rules: rules(about: number, over: group).map(\.name), dialRule: dialling.rule?.name,
            unfit: dialling.unfit.map { "\($0.name) (\($0.dial.map(\.description) ?? ""))" },
            callerIDRule: dialling.callerIDRule?.name, digits: dialling.digits,
            terms: terms(for: number, over: group).clauses)
    }
}

extension DestinationTerms {
    /// What differs from what line and sender want, a clause each.
    public var clauses: [String] {
        [
            maximumRate.map { "at \($0) bit/s at the most" },
            errorCorrection.map {
                $0 ? "with error correction, where line and sender allow it" : "without error correction"
            },
            coding.map { "in \($0.rawValue) at the densest" },
            headerLine.map { $0 ? "with a header line" : "without a header line" },
            stationID.map { "as station '\($0)'" },
        ].compactMap(\.self)
    }
}
