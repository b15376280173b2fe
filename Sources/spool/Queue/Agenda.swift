import FaxModel
import Foundation

/// Where tasks may be ready, and when the next delayed one will be: what spares the spool from asking the store in vain.
struct Agenda {
    private var maybeReady: [Station: Set<Priority>] = [:]
    private var seen: Set<Station> = []
    /// When the next delayed task is due, or earlier; `nil` when none is delayed.
    private(set) var nextDue: Date?

    /// A task of the class is ready.
    mutating func taskReady(in taskClass: TaskClass) {
        maybeReady[taskClass.station, default: []].insert(taskClass.priority)
    }

    /// A task will be ready at `time`.
    mutating func taskDelayed(until time: Date) {
        nextDue = min(nextDue ?? time, time)
    }

    /// A worker serves `station`. The first time, nothing is known of what waits there.
    mutating func workerReady(at station: Station) {
        if seen.insert(station).inserted { maybeReady[station] = Set(Priority.allCases) }
    }

    /// The stations at which tasks may be ready, and of which priorities.
    var stations: [Station: Set<Priority>] { maybeReady }

    /// No task of the class is ready any more.
    mutating func drained(_ taskClass: TaskClass) {
        maybeReady[taskClass.station]?.remove(taskClass.priority)
        if maybeReady[taskClass.station]?.isEmpty == true { maybeReady[taskClass.station] = nil }
    }

    /// Every task that was due is ready; the next one is due at `next`.
    mutating func promoted(next: Date?) {
        nextDue = next
    }
}
