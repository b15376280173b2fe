import Configuration
import FaxModel
import Foundation

/// When the faxes of a priority may be dialled by a group of lines.
struct DiallingHours {
    private let windows: [SendWindow]
    private let calendar: Calendar

    /// The hours of `priority` in `group`; `nil` where it may be dialled at any time.
    init?(_ group: LineGroupSettings, _ priority: Priority) {
        windows = group.windows.filter { $0.priorities.contains(priority) }
        guard !windows.isEmpty else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = group.timeZone
        self.calendar = calendar
    }

    /// Whether they are open at `time`, and when that may change: at the latest after a day.
    func state(at time: Date) -> (isOpen: Bool, until: Date) {
        let day = calendar.startOfDay(for: time)
        var isOpen = false
        // At midnight all is looked up anew.
        var change = start(of: day, days: 1)
        for window in windows {
            // One that began yesterday may go on today.
            for offset in [-1, 0] {
                let begin = start(of: day, days: offset)
                guard window.days.contains(weekday(of: begin)) else { continue }
                let ends = window.to.minutes > window.from.minutes ? 0 : 1
                let from = moment(window.from, on: begin)
                let to = moment(window.to, on: start(of: begin, days: ends))
                if (from..<max(from, to)).contains(time) { isOpen = true }
                for moment in [from, to] where moment > time { change = min(change, moment) }
            }
        }
        return (isOpen, change)
    }

    private func start(of day: Date, days: Int) -> Date {
        calendar.date(byAdding: .day, value: days, to: day) ?? day.addingTimeInterval(Double(days) * 86_400)
    }

    private func weekday(of date: Date) -> SendWindow.Day {
        // Foundation counts from Sunday, as 1.
        SendWindow.Day.allCases[(calendar.component(.weekday, from: date) + 5) % 7]
    }

    /// When the clock shows `time` on a day that is `day`; where it never does (summer time begins), the next that it shows.
    private func moment(_ time: SendWindow.Time, on day: Date) -> Date {
        guard time.minutes < 1440 else { return start(of: day, days: 1) }
        return calendar.date(
            bySettingHour: time.minutes / 60, minute: time.minutes % 60, second: 0, of: day,
            matchingPolicy: .nextTime) ?? day.addingTimeInterval(Double(time.minutes) * 60)
    }
}
