import FaxModel
import Pipeline

/// Which worker holds which task, and until when. The store has the leases themselves; how long each still holds is
/// known only here, so that a heartbeat costs no write. After a restart every lease begins anew.
struct LeaseTable {
    typealias Instant = ContinuousClock.Instant

    /// One lease.
    struct Entry {
        var token: LeaseToken
        var worker: WorkerID
        var stage: Stage
        var lane: Lane
        var issued: Instant
        var expires: Instant
    }

    private(set) var entries: [TaskID: Entry] = [:]
    private var counts: [WorkerID: [Lane: Int]] = [:]
    private let duration: Duration

    /// A table of leases that hold for `duration` after the last heartbeat.
    init(duration: Duration) {
        self.duration = duration
    }

    /// Tasks of `lane` that `worker` holds.
    func count(_ worker: WorkerID, _ lane: Lane) -> Int {
        counts[worker]?[lane] ?? 0
    }

    /// Whether `worker` holds any task.
    func holdsAny(_ worker: WorkerID) -> Bool {
        counts[worker] != nil
    }

    /// Notes a lease that begins now.
    mutating func insert(_ lease: LeaseReference, worker: WorkerID, stage: Stage, lane: Lane, now: Instant) {
        remove(lease.task)
        entries[lease.task] = Entry(
            token: lease.token, worker: worker, stage: stage, lane: lane, issued: now, expires: now + duration)
        counts[worker, default: [:]][lane, default: 0] += 1
    }

    /// Notes that the task's lease is over.
    mutating func remove(_ task: TaskID) {
        guard let entry = entries.removeValue(forKey: task) else { return }
        let left = count(entry.worker, entry.lane) - 1
        counts[entry.worker]?[entry.lane] = left == 0 ? nil : left
        if counts[entry.worker]?.isEmpty ?? false { counts[entry.worker] = nil }
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
            guard let entry = entries[lease.task], entry.worker == worker, entry.token == lease.token else {
                lost.append(lease.task)
                continue
            }
            named.insert(lease.task)
            entries[lease.task]?.expires = now + duration
        }
        guard holdsAny(worker) else { return (lost, []) }
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
