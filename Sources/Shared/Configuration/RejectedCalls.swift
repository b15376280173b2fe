public import FaxModel

/// Calls that are not answered: an item of `received.reject`. All that is said has to hold; of several values in one place, one has to.
public struct RejectedCalls: Sendable, Hashable {
    /// What the operator calls them in the log.
    public var name: String
    /// Who calls; empty for anybody.
    public var callers: [CallerPattern]
    /// Which of our numbers is called; empty for any.
    public var dialled: [NumberPattern]
    /// The groups of the lines that are called; empty for all.
    public var lineGroups: [Lane]
    /// When; empty for always.
    public var hours: [ProfileHours]

    /// Reads one item of `received.reject`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        name = try section.value("name")
        callers = try section.condition("caller")
        dialled = try section.condition("dialled")
        let groups: [String] = try section.condition("line-group")
        lineGroups = groups.map(Lane.init(rawValue:))
        hours = try section.condition("hours")
        guard !callers.isEmpty || !dialled.isEmpty || !lineGroups.isEmpty || !hours.isEmpty else {
            throw section.error(
                "name", "'\(name)' names no calls, which would be all: name caller, dialled, line-group or hours")
        }
        try section.finish()
    }
}
