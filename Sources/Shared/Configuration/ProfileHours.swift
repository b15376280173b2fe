public import Foundation

/// A time of day on some days of the week, as one text: `mon-fri 08:00-18:00`, `sat,sun 00:00-24:00`, or `fri 18:00-06:00`, which
/// ends on the next day.
public struct ProfileHours: Hashable, Sendable {
    /// The days on which it begins.
    public var days: Set<SendWindow.Day>
    /// When it begins.
    public var from: SendWindow.Time
    /// When it ends; on the next day where that is no later than `from`.
    public var to: SendWindow.Time

    /// Whether it is then, by the clock on a wall in `zone`.
    public func contains(_ date: Date, in zone: TimeZone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
        guard let weekday = parts.weekday, let hour = parts.hour, let minute = parts.minute else { return false }
        // Gregorian weekdays count from Sunday, 1.
        let week = SendWindow.Day.allCases
        let today = week[(weekday + 5) % 7]
        let yesterday = week[(weekday + 4) % 7]
        let now = hour * 60 + minute
        if to.minutes > from.minutes {
            return days.contains(today) && now >= from.minutes && now < to.minutes
        }
        return (days.contains(today) && now >= from.minutes) || (days.contains(yesterday) && now < to.minutes)
    }
}

extension ProfileHours: ConfigurationValue, CustomStringConvertible {
    public static var expectation: String { "days and times such as 'mon-fri 08:00-18:00', 'sat,sun' or '18:00-06:00'" }

    public init?(configuration text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard (1...2).contains(words.count) else { return nil }
        days = Set(SendWindow.Day.allCases)
        (from, to) = (SendWindow.Time(minutes: 0), SendWindow.Time(minutes: 1440))
        if words.count == 2 || words[0].first?.isLetter == true {
            guard let days = Self.days(words[0]) else { return nil }
            self.days = days
        }
        guard words.count == 2 || words[0].first?.isLetter != true else { return }
        let times = words[words.count - 1].split(separator: "-", omittingEmptySubsequences: false).map {
            SendWindow.Time(configuration: String($0))
        }
        guard times.count == 2, let first = times[0], let last = times[1], first.minutes < 1440 else { return nil }
        (from, to) = (first, last)
    }

    private static func days(_ text: String) -> Set<SendWindow.Day>? {
        let week = SendWindow.Day.allCases
        var days: Set<SendWindow.Day> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                SendWindow.Day(configuration: String($0)).flatMap(week.firstIndex)
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            // fri-mon goes over the weekend.
            let length = (last - first + 7) % 7
            for step in 0...length { days.insert(week[(first + step) % 7]) }
        }
        return days
    }

    public var description: String {
        let names = SendWindow.Day.allCases.filter(days.contains).map(\.rawValue).joined(separator: ",")
        return "\(names) \(Self.clock(from))-\(Self.clock(to))"
    }

    private static func clock(_ time: SendWindow.Time) -> String {
        let digits = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return "\(digits(time.minutes / 60)):\(digits(time.minutes % 60))"
    }
}
