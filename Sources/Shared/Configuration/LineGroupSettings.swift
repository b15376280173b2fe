public import FaxModel
public import Foundation

/// When and how much a group of lines may dial, over all programs and hosts: an item of `line-groups`.
public struct LineGroupSettings: Sendable, Hashable {
    /// The group: the `group` of lines in `faxout.lines`.
    public var name: Lane
    /// Calls at once; `nil` for as many as there are lines.
    public var calls: Int?
    /// The zone of the windows' times.
    public var timeZone: TimeZone
    /// When it may dial. Faxes of a priority that no window is for may go at any time.
    public var windows: [SendWindow]

    /// A group without limits.
    public init(name: Lane) {
        self.name = name
        timeZone = .current
        windows = []
    }

    /// Reads one item of `line-groups`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init(name: Lane(rawValue: try section.value("name")))
        calls = try section.optionalValue("calls", in: 1...10_000)
        timeZone = try section.timeZone("time-zone")
        for item in try section.sections("windows") { windows.append(try SendWindow(item)) }
        try section.finish()
    }

    /// Reads the list `line-groups`.
    static func list(_ root: ConfigurationSection) throws(ConfigurationError) -> [LineGroupSettings] {
        var groups: [LineGroupSettings] = []
        for item in try root.sections("line-groups") {
            let group = try LineGroupSettings(item)
            guard !groups.contains(where: { $0.name == group.name }) else {
                throw item.error("name", "'\(group.name)' stands twice")
            }
            groups.append(group)
        }
        return groups
    }
}

extension ConfigurationSection {
    /// The time zone under `key`; the machine's where it is absent.
    ///
    /// - Throws: when there is none of that name.
    func timeZone(_ key: String) throws(ConfigurationError) -> TimeZone {
        guard let name: String = try optional(key) else { return .current }
        guard let zone = TimeZone(identifier: name) else {
            throw error(key, "'\(name)' is no time zone; expected a name such as Europe/Berlin")
        }
        return zone
    }
}
