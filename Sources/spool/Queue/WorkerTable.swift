import FaxModel
import Pipeline

/// The workers that said that they are ready, and for what.
struct WorkerTable {
    private struct Entry {
        var stage: Stage
        var capacities: [Lane: Int]
        var lines: [LineStatus]
        var heard: ContinuousClock.Instant
        /// When it was heard of first.
        var came: ContinuousClock.Instant

        /// Where it can take tasks.
        var stations: [Station] {
            capacities.filter { $0.value > 0 }.map { Station(stage: stage, lane: $0.key) }
        }
    }

    /// Tasks that one worker is given at one go: what it says that it can hold is its own word.
    static let mostAtOnce = 1000

    private var entries: [WorkerID: Entry] = [:]
    /// Who serves a station, so that nobody else is looked at when it has a task.
    private var servers: [Station: Set<WorkerID>] = [:]

    /// Notes what `worker` can take.
    ///
    /// - Returns: whether its telephone lines do something else than they did.
    @discardableResult
    mutating func update(_ worker: WorkerID, _ readiness: Readiness, now: ContinuousClock.Instant) -> Bool {
        let haveChanged = entries[worker]?.lines != readiness.lines
        let capacities = Dictionary(readiness.capacities.map { ($0.lane, $0.tasks) }, uniquingKeysWith: +)
        if let entry = entries[worker], entry.stage == readiness.stage, entry.capacities == capacities {
            entries[worker]?.lines = readiness.lines
            entries[worker]?.heard = now
            return haveChanged
        }
        let came = entries[worker]?.came ?? now
        forget(worker)
        let entry = Entry(
            stage: readiness.stage, capacities: capacities, lines: readiness.lines, heard: now, came: came)
        entries[worker] = entry
        for station in entry.stations { servers[station, default: []].insert(worker) }
        return haveChanged
    }

    /// The telephone lines of all workers, by name. A worker that was not heard of since another came with a line of the same name was
    /// that one, before it was started again: its line is told once.
    var lines: [LineStatus] {
        var newest: [String: ContinuousClock.Instant] = [:]
        for entry in entries.values {
            for line in entry.lines { newest[line.name] = max(newest[line.name] ?? entry.came, entry.came) }
        }
        return entries.values.flatMap { entry in
            entry.lines.filter { line in newest[line.name].map { entry.heard >= $0 } ?? true }
        }.sorted { $0.name < $1.name }
    }

    /// The lanes of a stage that workers serve.
    func lanes(of stage: Stage) -> Set<Lane> {
        Set(entries.values.filter { $0.stage == stage }.flatMap(\.capacities.keys))
    }

    /// Whether a worker has said that it works at `station`, whether it can take tasks now or not.
    func serves(_ station: Station) -> Bool {
        entries.values.contains { entry in
            entry.stage == station.stage
                && (entry.capacities[station.lane] != nil || entry.lines.contains { $0.group == station.lane })
        }
    }

    /// The lanes of a stage in which workers can take tasks, now or when they have ended what they have in hand.
    func lanesInService(of stage: Stage) -> Set<Lane> {
        Set(servers.keys.filter { $0.stage == stage }.map(\.lane))
    }

    /// Whether it is known that no line of a group can be used: each rests because it could not be, or the operator has paused it. One that
    /// is being tested may be used soon.
    func isOutOfService(_ group: Lane) -> Bool {
        let states = entries.values.flatMap(\.lines).filter { $0.group == group }.map(\.state)
        return !states.isEmpty && states.allSatisfy { $0 == .resting || $0 == .paused }
    }

    /// The workers that have telephone lines.
    var workersWithLines: [WorkerID] { entries.filter { !$0.value.lines.isEmpty }.map(\.key) }

    /// All workers were heard of later than they were.
    mutating func prolong(by time: Duration) {
        for worker in entries.keys {
            entries[worker]?.heard += time
            entries[worker]?.came += time
        }
    }

    /// Forgets workers that were not heard of since `time`.
    mutating func forget(silentSince time: ContinuousClock.Instant) {
        for (worker, entry) in entries where entry.heard <= time { forget(worker) }
    }

    /// Forgets `worker`: it is gone.
    mutating func forget(_ worker: WorkerID) {
        guard let entry = entries.removeValue(forKey: worker) else { return }
        for station in entry.stations {
            servers[station]?.remove(worker)
            if servers[station]?.isEmpty == true { servers[station] = nil }
        }
    }

    /// The workers that can take tasks of `station` now, each as often as it can take one: by turns, the idlest first.
    func free(at station: Station, leases: LeaseTable) -> [WorkerID] {
        var free: [(worker: WorkerID, places: Int)] = []
        for worker in servers[station] ?? [] {
            let places = places(of: worker, at: station, leases).free
            if places > 0 { free.append((worker, min(places, Self.mostAtOnce))) }
        }
        free.sort { $0.places > $1.places }
        var turns: [WorkerID] = []
        for round in 0..<(free.first?.places ?? 0) {
            turns += free.prefix { $0.places > round }.map(\.worker)
        }
        return turns
    }

    /// The worker that has most room for tasks of `station` now, and among several the one that has fewest in hand; `nil` when
    /// none has room.
    func idlest(at station: Station, leases: LeaseTable) -> WorkerID? {
        var idlest: WorkerID?
        var most = (free: 0, taken: 0)
        for worker in servers[station] ?? [] {
            let places = places(of: worker, at: station, leases)
            if places.free > most.free || (places.free == most.free && places.taken < most.taken) {
                (idlest, most) = (worker, places)
            }
        }
        return idlest
    }

    private func places(of worker: WorkerID, at station: Station, _ leases: LeaseTable) -> (free: Int, taken: Int) {
        let taken = leases.count(worker, station.lane)
        return (min(entries[worker]?.capacities[station.lane] ?? 0, Readiness.most) - taken, taken)
    }
}
