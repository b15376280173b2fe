import Foundation

/// Where tasks may be ready, and when delayed ones will be: what spares the spool from asking the store in vain.
struct Agenda {
    private var maybeReady: Set<Station> = []
    private var due: [Station: Date] = [:]
    private var seen: Set<Station> = []

    /// A task of `station` is ready from `time` on.
    mutating func taskReady(at station: Station, from time: Date, now: Date) {
        seen.insert(station)
        if time <= now {
            maybeReady.insert(station)
        } else {
            due[station] = min(due[station] ?? time, time)
        }
    }

    /// A worker serves `station`. The first time, nothing is known of what waits there.
    mutating func workerReady(at station: Station) {
        if seen.insert(station).inserted { maybeReady.insert(station) }
    }

    /// The stations at which tasks may be ready now.
    mutating func stations(now: Date) -> Set<Station> {
        for (station, time) in due where time <= now {
            due[station] = nil
            maybeReady.insert(station)
        }
        return maybeReady
    }

    /// No task of `station` is ready any more, and the next is due at `next`.
    mutating func drained(_ station: Station, next: Date?) {
        maybeReady.remove(station)
        due[station] = next
    }

    /// When the next delayed task is due.
    var nextDue: Date? { due.values.min() }
}
