import FaxModel
import Pipeline

/// Which worker holds which task, and until when. The store has the leases themselves, and here they stand again with what
/// is known of their tasks, so that nobody has to ask it for what was asked for when the task was given out. How long each
/// still holds is known only here, so that a heartbeat costs no write. After a restart every lease begins anew.
///
/// A task takes a place of its worker, and of its line group; faxes that go in one call share theirs, until the last of
/// them has ended. (After a restart each counts as one, until they have ended.)
struct LeaseTable {
    typealias Instant = ContinuousClock.Instant

    /// One lease.
    struct Entry {
        var token: LeaseToken
        var worker: WorkerID
        var record: TaskRecord
        var place: LeaseReference
        var issued: Instant
        var expires: Instant
        /// Whether the operator wants the task back.
        var isUnwanted = false
    }

    /// What one task takes up, or several that go in one call.
    struct Place {
        var worker: WorkerID
        var station: Station
        /// Whose call it is: the first one's.
        var flow: Flow
        /// The number that the worker calls.
        var calledNumber: FaxNumber?
        /// Tasks that share it.
        var tasks = 1
    }

    /// A worker's places of one lane.
    private struct Desk: Hashable {
        var worker: WorkerID
        var lane: Lane
    }

    private(set) var entries: [TaskID: Entry] = [:]
    /// By the lease that took it: a task may have ended and be leased anew, to somebody else, while those that shared its
    /// place go on.
    private var places: [LeaseReference: Place] = [:]
    private var leasesOfWorkers: [WorkerID: Int] = [:]
    private var desks: [Desk: Int] = [:]
    private var stations: [Station: Int] = [:]
    private var numbers: [FaxNumber: Int] = [:]
    private var callers: [Flow: Int] = [:]
    private let duration: Duration

    /// A table of leases that hold for `duration` after the last heartbeat.
    init(duration: Duration) {
        self.duration = duration
    }

    /// Places of `lane` that `worker` has taken.
    func count(_ worker: WorkerID, _ lane: Lane) -> Int { desks[Desk(worker: worker, lane: lane)] ?? 0 }

    /// Places of `station` that are taken.
    func count(at station: Station) -> Int { stations[station] ?? 0 }

    /// Calls to `number` that may be under way.
    func calls(to number: FaxNumber) -> Int { numbers[number] ?? 0 }

    /// Calls of a sender that may be under way.
    func calls(of flow: Flow) -> Int { callers[flow] ?? 0 }

    /// Whether `worker` holds any task.
    func holdsAny(_ worker: WorkerID) -> Bool { leasesOfWorkers[worker] != nil }

    /// What is known of the task, if it is leased under that token now; else `nil`.
    func record(of lease: LeaseReference) -> TaskRecord? {
        guard let entry = entries[lease.task], entry.token == lease.token else { return nil }
        return entry.record
    }

    /// Notes what is known now of a task that is leased.
    mutating func update(_ task: TaskID, _ record: TaskRecord) {
        entries[task]?.record = record
    }

    /// Notes a lease that begins now.
    ///
    /// - Parameter first: the lease whose place it shares; `nil` for one that takes a place.
    mutating func insert(
        _ lease: LeaseReference, worker: WorkerID, _ record: TaskRecord, sharing first: LeaseReference? = nil,
        now: Instant
    ) {
        remove(lease.task)
        entries[lease.task] = Entry(
            token: lease.token, worker: worker, record: record, place: first ?? lease, issued: now,
            expires: now + duration)
        leasesOfWorkers.count(1, of: worker)
        if let first {
            precondition(places[first] != nil, "a place is shared while somebody has it")
            places[first]?.tasks += 1
        } else {
            let place = Place(
                worker: worker, station: record.station, flow: record.flow, calledNumber: record.calledNumber)
            precondition(places.updateValue(place, forKey: lease) == nil, "a lease takes one place")
            count(1, place)
        }
    }

    /// Notes that the task's lease is over.
    ///
    /// - Returns: the place that is free now; `nil` while others share it, or when nobody had the task.
    @discardableResult
    mutating func remove(_ task: TaskID) -> Place? {
        guard let entry = entries.removeValue(forKey: task) else { return nil }
        leasesOfWorkers.count(-1, of: entry.worker)
        places[entry.place]?.tasks -= 1
        guard let place = places[entry.place], place.tasks == 0 else { return nil }
        places[entry.place] = nil
        count(-1, place)
        return place
    }

    private mutating func count(_ difference: Int, _ place: Place) {
        desks.count(difference, of: Desk(worker: place.worker, lane: place.station.lane))
        stations.count(difference, of: place.station)
        if let number = place.calledNumber {
            numbers.count(difference, of: number)
            callers.count(difference, of: place.flow)
        }
    }

    /// The operator wants the task back.
    ///
    /// - Returns: who has it; `nil` when nobody does.
    mutating func want(_ task: TaskID) -> WorkerID? {
        entries[task]?.isUnwanted = true
        return entries[task]?.worker
    }

    /// The tasks that `worker` holds and the operator wants back.
    func unwanted(of worker: WorkerID) -> [TaskID] {
        guard holdsAny(worker) else { return [] }
        return entries.filter { $0.value.isUnwanted && $0.value.worker == worker }.map(\.key).sorted {
            $0.rawValue < $1.rawValue
        }
    }

    /// `worker` was heard of: the leases that it names hold on.
    ///
    /// - Returns: those that it names and does not hold, and those that it holds and does not name although they were
    ///   issued long enough ago to have reached it.
    mutating func extend(
        _ held: [LeaseReference], of worker: WorkerID, now: Instant
    ) -> (lost: [TaskID], dropped: [LeaseReference]) {
        var lost: [TaskID] = []
        var named: Set<TaskID> = []
        for lease in held {
            guard let entry = entries[lease.task], entry.worker == worker else {
                lost.append(lease.task)
                continue
            }
            // Said before it was leased to the same worker anew: the message about that is on its way, and takes its place.
            guard entry.token == lease.token else { continue }
            named.insert(lease.task)
            entries[lease.task]?.expires = now + duration
        }
        // Mostly it names all that it holds.
        guard named.count < leasesOfWorkers[worker, default: 0] else { return (lost, []) }
        let dropped = entries.filter { task, entry in
            entry.worker == worker && !named.contains(task) && entry.issued + duration / 2 < now
        }
        return (lost, dropped.map { LeaseReference(task: $0.key, token: $0.value.token) })
    }

    /// All leases hold for longer.
    mutating func prolong(by time: Duration) {
        for task in entries.keys {
            entries[task]?.expires += time
            entries[task]?.issued += time
        }
    }

    /// The leases whose worker was not heard of for too long.
    func expired(now: Instant) -> [LeaseReference] {
        entries.filter { $0.value.expires <= now }.map { LeaseReference(task: $0.key, token: $0.value.token) }
    }
}

extension Dictionary where Value == Int {
    /// Counts up or down; what comes to nothing is forgotten.
    mutating func count(_ difference: Int, of key: Key) {
        let count = self[key, default: 0] + difference
        self[key] = count == 0 ? nil : count
    }
}
