import Foundation

/// The hours of a class of tasks, period by period, each looked up once: what is asked for every fax of a broadcast is
/// mostly the same.
struct OpeningTimes {
    /// A stretch in which it is open throughout, or closed throughout.
    private struct Period {
        var from: Date
        var until: Date
        var isOpen: Bool
    }

    /// Periods that are looked through for one answer: some a day, so months of them.
    private static let farthest = 1000
    /// Periods that are kept.
    private static let most = 4 * farthest

    private let hours: DiallingHours
    /// What was looked up, the earliest first.
    private var periods: [Period] = []

    /// The times at which `hours` open and close.
    init(_ hours: DiallingHours) {
        self.hours = hours
    }

    /// Whether it is open at `time`.
    mutating func isOpen(at time: Date) -> Bool { period(at: time).isOpen }

    /// When it will have been open for so many seconds from `start` on; or as far as is looked, where it is hardly ever open.
    mutating func end(of open: TimeInterval, from start: Date) -> Date {
        var rest = open
        var time = start
        for _ in 0..<Self.farthest {
            let period = period(at: time)
            if period.isOpen {
                guard time.addingTimeInterval(rest) > period.until else { return time.addingTimeInterval(rest) }
                rest -= period.until.timeIntervalSince(time)
            }
            time = period.until
        }
        return time
    }

    /// For how many seconds it is open from `start` to `end`.
    mutating func open(from start: Date, to end: Date) -> TimeInterval {
        var open: TimeInterval = 0
        var time = start
        for _ in 0..<Self.farthest where time < end {
            let period = period(at: time)
            if period.isOpen { open += min(period.until, end).timeIntervalSince(time) }
            time = period.until
        }
        return open
    }

    private mutating func period(at time: Date) -> Period {
        let next = firstIndex(after: time)
        if next > 0, time < periods[next - 1].until { return periods[next - 1] }
        let (isOpen, until) = hours.state(at: time)
        let period = Period(from: time, until: until, isOpen: isOpen)
        if periods.count < Self.most {
            periods.insert(period, at: next)
        } else {
            periods = [period]
        }
        return period
    }

    /// The place of the first period that begins after `time`.
    private func firstIndex(after time: Date) -> Int {
        var range = periods.startIndex..<periods.endIndex
        while let first = range.first {
            let middle = first + range.count / 2
            range = periods[middle].from <= time ? (middle + 1)..<range.upperBound : first..<middle
        }
        return range.lowerBound
    }
}
