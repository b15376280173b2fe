import FaxModel
import Pipeline

/// The workers that said that they are ready, and for what.
struct WorkerTable {
    private struct Entry {
        var stage: Stage
        var capacities: [Lane: Int]
        var lines: [LineStatus]
        var heard: ContinuousClock.Instant
    }

    /// Tasks that one worker is given at one go: what it says that it can hold is its own word.
    static let mostAtOnce = 1000

    private var entries: [WorkerID: Entry] = [:]

    /// Notes what `worker` can take.
    mutating func update(_ worker: WorkerID, _ readiness: Readiness, now: ContinuousClock.Instant) {
        let capacities = Dictionary(readiness.capacities.map { ($0.lane, $0.tasks) }, uniquingKeysWith: +)
        entries[worker] = Entry(stage: readiness.stage, capacities: capacities, lines: readiness.lines, heard: now)
    }

    /// The telephone lines of all workers, by name.
    var lines: [LineStatus] { entries.values.flatMap(\.lines).sorted { $0.name < $1.name } }

    /// The lanes of a stage that workers serve.
    func lanes(of stage: Stage) -> Set<Lane> {
        Set(entries.values.filter { $0.stage == stage }.flatMap(\.capacities.keys))
    }

    /// The workers that have telephone lines.
    var workersWithLines: [WorkerID] { entries.filter { !$0.value.lines.isEmpty }.map(\.key) }

    /// All workers were heard of later than they were.
    mutating func prolong(by time: Duration) {
        for worker in entries.keys { entries[worker]?.heard += time }
    }

    /// Forgets workers that were not heard of since `time`.
    mutating func forget(silentSince time: ContinuousClock.Instant) {
        entries = entries.filter { $0.value.heard > time }
    }

    /// Forgets `worker`: it is gone.
    mutating func forget(_ worker: WorkerID) {
        entries[worker] = nil
    }

    /// The workers that can take tasks of `station` now, each as often as it can take one: by turns, the idlest first.
    func free(at station: Station, leases: LeaseTable) -> [WorkerID] {
        var free: [(worker: WorkerID, places: Int)] = []
        for (worker, entry) in entries where entry.stage == station.stage {
            let room = min(entry.capacities[station.lane] ?? 0, Readiness.most)
            let places = room - leases.count(worker, station.lane)
            if places > 0 { free.append((worker, min(places, Self.mostAtOnce))) }
        }
        free.sort { $0.places > $1.places }
        var turns: [WorkerID] = []
        for round in 0..<(free.first?.places ?? 0) {
            turns += free.prefix { $0.places > round }.map(\.worker)
        }
        return turns
    }
}
