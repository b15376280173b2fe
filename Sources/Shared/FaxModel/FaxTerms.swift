/// What the rule that lets a fax pass demands of it.
public struct FaxTerms: Hashable, Sendable, Codable {
    /// The rule's name.
    public var rule: String
    /// The group of lines that dials; `nil` for the dial plan's.
    public var lineGroup: Lane?
    /// The highest priority that the sender may ask for; `nil` for any.
    public var highestPriority: Priority?
    /// The priority, whatever the sender asks for; `nil` where he may ask.
    public var priority: Priority?
    /// Whether a cover page goes before the pages, whatever the sender asks for; `nil` where he may ask.
    public var coverPage: Bool?
    /// The cover page's template, where the sender asks for none; `nil` for the installation's own.
    public var coverTemplate: String?
    /// The header fields that the sender may use, by their names in `X-Fax-` form; `nil` for all.
    public var fields: [String]?

    /// The terms of a rule that demands nothing.
    public init(rule: String) {
        self.rule = rule
    }
}

extension FaxOptions {
    /// What is left of what a sender asks for under these terms.
    public func under(_ terms: FaxTerms?) -> FaxOptions {
        guard let terms else { return self }
        var options = self
        if let highest = terms.highestPriority, options.priority.rank < highest.rank { options.priority = highest }
        if let priority = terms.priority { options.priority = priority }
        if let coverPage = terms.coverPage { options.coverPage = coverPage }
        options.coverTemplate = options.coverTemplate ?? terms.coverTemplate
        return options
    }
}
