/// How much the programs say: section `log`.
public struct LogSettings: Sendable, Hashable {
    /// The levels, as swift-log has them.
    public enum Level: String, Sendable, CaseIterable, ConfigurationValue {
        case trace, debug, info, notice, warning, error, critical
    }

    /// Messages below this level are not written.
    public var level: Level

    /// Reads section `log`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        level = try section.value("level", default: .info)
        try section.finish()
    }
}
