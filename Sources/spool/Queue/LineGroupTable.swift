import Configuration
import FaxModel
import Foundation

/// The limits of the groups of lines: how many calls at once, and at which hours.
struct LineGroupTable {
    private let groups: [Lane: LineGroupSettings]
    private let hours: [TaskClass: DiallingHours]
    /// What was found last, and until when it holds.
    private var states: [TaskClass: (isOpen: Bool, from: Date, until: Date)] = [:]

    /// The limits of these groups; others have none.
    init(_ groups: [LineGroupSettings]) {
        self.groups = Dictionary(groups.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var hours: [TaskClass: DiallingHours] = [:]
        for group in groups {
            for priority in Priority.allCases {
                let station = Station(stage: .faxout, lane: group.name)
                hours[TaskClass(station: station, priority: priority)] = DiallingHours(group, priority)
            }
        }
        self.hours = hours
    }

    /// Calls that a station may make at once; `nil` for any number.
    func calls(at station: Station) -> Int? {
        station.stage == .faxout ? groups[station.lane]?.calls : nil
    }

    /// Whether tasks of the class may be given out now.
    mutating func isOpen(_ taskClass: TaskClass, at now: Date) -> Bool {
        guard let hours = hours[taskClass] else { return true }
        if let known = states[taskClass], known.from <= now, now < known.until { return known.isOpen }
        let (isOpen, until) = hours.state(at: now)
        states[taskClass] = (isOpen, now, until)
        return isOpen
    }
}
