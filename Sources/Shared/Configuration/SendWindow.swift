public import FaxModel

/// A time of day on some days of the week in which a group of lines may dial: an item of `line-groups.windows`.
public struct SendWindow: Sendable, Hashable {
    /// A day of the week.
    public enum Day: String, Sendable, CaseIterable, ConfigurationValue {
        case mon, tue, wed, thu, fri, sat, sun
    }

    /// A time of day.
    public struct Time: Sendable, Hashable, ConfigurationValue {
        /// Minutes from midnight, up to 1440.
        public var minutes: Int

        /// So many minutes from midnight.
        public init(minutes: Int) {
            self.minutes = minutes
        }

        public static var expectation: String { "a time of day from 00:00 to 24:00" }

        public init?(configuration text: String) {
            guard let match = text.wholeMatch(of: /([0-9]{2}):([0-9]{2})/), let hour = Int(match.1),
                let minute = Int(match.2), minute < 60, hour * 60 + minute <= 1440
            else { return nil }
            minutes = hour * 60 + minute
        }
    }

    /// The days on which it begins.
    public var days: Set<Day>
    /// When it begins.
    public var from: Time
    /// When it ends; on the next day where that is no later than `from`.
    public var to: Time
    /// The priorities that it is for.
    public var priorities: Set<Priority>

    /// A window, complete.
    public init(days: Set<Day>, from: Time, to: Time, priorities: Set<Priority>) {
        self.days = days
        self.from = from
        self.to = to
        self.priorities = priorities
    }

    /// Reads one item of `windows`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        days = Set(try section.list("days", default: Day.allCases))
        from = try section.value("from", default: Time(minutes: 0))
        to = try section.value("to", default: Time(minutes: 1440))
        priorities = Set(try section.list("priorities", default: Priority.allCases))
        guard !days.isEmpty else { throw section.error("days", "names no day") }
        guard !priorities.isEmpty else { throw section.error("priorities", "names no priority") }
        try section.finish()
    }
}

extension Priority: ConfigurationValue {}
