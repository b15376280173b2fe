public import FaxModel

/// Which lines dial which numbers: section `dialling`.
public struct DiallingSettings: Sendable, Hashable {
    /// The group of lines that dials.
    public var lineGroup: Lane

    /// Reads section `dialling`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        lineGroup = Lane(rawValue: try section.value("line-group", default: Lane.default.rawValue))
        guard !lineGroup.rawValue.isEmpty else { throw section.error("line-group", "is empty") }
        try section.finish()
    }
}
