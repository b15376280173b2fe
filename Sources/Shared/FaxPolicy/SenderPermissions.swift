public import Configuration
public import FaxAddressing
public import FaxModel

/// What a sender may ask for, as a directory has it. It takes away from what rules let pass, and adds nothing to it.
public struct SenderPermissions: Hashable, Sendable {
    /// Where he may fax; `nil` where nothing is said.
    public var numbers: [NumberPattern]?
    /// The header fields that he may use, by their names; `nil` for all.
    public var fields: [String]?
    /// The groups of lines that he may name; `nil` for all. Those that rules or the dial plan choose are no matter of his.
    public var lineGroups: Set<Lane>?
    /// How urgent his faxes may be; `nil` for any.
    public var highestPriority: Priority?

    /// Nothing is said: rules alone hold.
    public init() {}

    /// Why he may not fax to `number`, an international one or an extension: a sentence for him; `nil` where he may.
    ///
    /// - Parameter name: what he has called it; `nil` for the number.
    public func refusal(of number: FaxNumber, called name: String? = nil, _ plan: NumberPlan) -> String? {
        guard let numbers, !numbers.contains(where: { $0.contains(number, countryCode: plan.countryCode) }) else {
            return nil
        }
        return "You may not send faxes to \(name ?? number.description): the directory does not permit it."
    }

    /// Why he may not name this group of lines: a sentence for him; `nil` where he may.
    public func refusal(of lineGroup: Lane) -> String? {
        guard let lineGroups, !lineGroups.contains(lineGroup) else { return nil }
        return "You may not have faxes sent over lines of group \(lineGroup): the directory does not permit it."
    }

    /// - Throws: `Failure` where he may not fax to `number`, an international one or an extension.
    public func check(_ number: FaxNumber, _ plan: NumberPlan) throws(Failure) {
        if let refusal = refusal(of: number, plan) { throw Self.notDialled(refusal) }
    }

    /// - Throws: `Failure` where he may not name this group of lines.
    public func check(_ lineGroup: Lane) throws(Failure) {
        if let refusal = refusal(of: lineGroup) { throw Self.notDialled(refusal) }
    }

    /// RFC 3463 §3.8: delivery not authorised.
    private static func notDialled(_ refusal: String) -> Failure {
        Failure(EnhancedStatusCode(5, 7, 1), "\(refusal) Nothing was dialled.")
    }

    /// `priority`, or what is left of it.
    public func limited(_ priority: Priority) -> Priority {
        guard let highestPriority, priority.rank < highestPriority.rank else { return priority }
        return highestPriority
    }

    /// What is left of what a rule demands: also a priority that it gives is one that he may have at the most.
    public func limited(_ terms: FaxTerms?) -> FaxTerms? {
        guard var terms else { return nil }
        terms.priority = terms.priority.map(limited)
        return terms
    }

    /// What is said, as sentences for an operator; none where nothing is.
    public var sentences: [String] {
        [
            numbers.map { Self.sentence("fax", "to", $0.map(\.description), none: "nowhere") },
            fields.map { Self.sentence("use", "the header fields", $0, none: "no header fields") },
            lineGroups.map {
                Self.sentence("name", "the groups of lines", $0.map(\.rawValue).sorted(), none: "no group of lines")
            },
            highestPriority.map { "The directory lets its sender have priority \($0) at the highest." },
        ].compactMap(\.self)
    }

    private static func sentence(_ verb: String, _ what: String, _ words: [String], none: String) -> String {
        "The directory lets its sender \(verb) \(words.isEmpty ? none : "\(what) \(words.joined(separator: ", ")) only")."
    }
}
