import Configuration
import FaxModel
import Foundation

/// The limits of the groups of lines: how many calls at once, and at which hours.
struct LineGroupTable {
    private let groups: [Lane: LineGroupSettings]
    /// The classes that have hours.
    private var hours: [TaskClass: OpeningTimes]

    /// The limits of these groups; others have none.
    init(_ groups: [LineGroupSettings]) {
        self.groups = Dictionary(groups.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        hours = [:]
        for group in groups {
            for priority in Priority.allCases {
                let station = Station(stage: .faxout, lane: group.name)
                hours[TaskClass(station: station, priority: priority)] =
                    DiallingHours(group, priority).map(OpeningTimes.init)
            }
        }
    }

    /// The groups that have limits.
    var names: Set<Lane> { Set(groups.keys) }

    /// Calls that a station may make at once; `nil` for any number.
    func calls(at station: Station) -> Int? {
        station.stage == .faxout ? groups[station.lane]?.calls : nil
    }

    /// Whether tasks of the class may be given out now.
    mutating func isOpen(_ taskClass: TaskClass, at now: Date) -> Bool {
        hours[taskClass]?.isOpen(at: now) ?? true
    }

    /// When tasks of the class could have been given out for so many seconds, from `start` on.
    mutating func end(of open: TimeInterval, from start: Date, in taskClass: TaskClass) -> Date {
        hours[taskClass]?.end(of: open, from: start) ?? start.addingTimeInterval(open)
    }

    /// For how many seconds tasks of the class may be given out from `start` to `end`.
    mutating func open(from start: Date, to end: Date, in taskClass: TaskClass) -> TimeInterval {
        hours[taskClass]?.open(from: start, to: end) ?? end.timeIntervalSince(start)
    }
}
