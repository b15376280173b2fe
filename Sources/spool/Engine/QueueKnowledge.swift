import Configuration
import FaxModel
import Foundation
import Pipeline

/// What the engine knows of the store without asking it: it is kept along with every change, and read anew when the spool
/// starts or the store has failed.
struct QueueKnowledge {
    var leases: LeaseTable
    var agenda = Agenda()
    var turns = TurnTable()
    var depths = DepthTable()
    var groups: LineGroupTable
    var numbers: NumberTable
    var controls: [JobID: JobControl]
    var pauses: Set<PauseTarget>
    var gates: GateTable
    /// Numbers that were barred while tasks may have waited to call them, which are to end.
    var barred: [FaxNumber]
    /// Tasks that have gone for their urgency since the last one went for its age.
    var urgentInARow: [Station: Int] = [:]
    /// Whether more was to be done than one turn may do.
    var hasMore = false
    /// Whether the time of waiting tasks may be over.
    var mayHaveExpired = true
    /// When it is to be looked next for tasks that wait in vain for a line of their own group; `nil` when none can.
    var nextOffer: Date? = .distantPast
    /// Whether all orders are to be looked through for reports that wait to be told together.
    var mustGatherReports = true
    /// The choices that ready tasks may have.
    var choices: Set<LaneChoice>
    /// Whether tasks wait for a time of day.
    var waitsForHours = false

    /// What is in the store. Every lease begins anew.
    init(
        _ transaction: any SpoolTransaction, _ settings: SpoolSettings, groups: LineGroupTable,
        now: ContinuousClock.Instant
    ) throws {
        self.groups = groups
        leases = LeaseTable(duration: settings.lease)
        numbers = NumberTable(try transaction.numbers(), settings)
        barred = numbers.records.filter { $0.value.barredUntil != nil }.map(\.key)
        controls = try transaction.controls()
        pauses = try transaction.pauses()
        gates = GateTable(try transaction.gates())
        choices = try transaction.choices()
        for (station, state, count) in try transaction.counts() { depths.count(count, at: station, state) }
        agenda.promoted(next: try transaction.nextDue())
        for lease in try transaction.leases() {
            leases.insert(lease.reference, worker: lease.worker, lease.record, now: now)
            let jobs = try lease.record.job.map { [$0] } ?? transaction.openJobs(of: lease.record.order)
            if control(of: lease.record, jobs).wantsBack(lease.record) { _ = leases.want(lease.reference.task) }
        }
    }

    /// What the operator has said that holds for a task which works for these jobs.
    func control(of record: TaskRecord, _ jobs: [JobID]) -> JobControl {
        guard record.obeysControls, !controls.isEmpty else { return JobControl() }
        let all = jobs.map { controls[$0] ?? JobControl() }
        return all.count == 1 ? all[0] : JobControl(common: all)
    }

    /// Whether the operator has stopped a station.
    func isPaused(_ station: Station) -> Bool {
        !pauses.isEmpty
            && (pauses.contains(.stage(station.stage)) || pauses.contains(.lane(station.stage, station.lane)))
    }

    /// Names of the lines that are to make no call.
    var pausedLines: [String] {
        pauses.compactMap { if case .line(let name) = $0 { name } else { nil } }.sorted()
    }
}

extension JobControl {
    /// Whether a task that a worker has in hand is to come back because of it.
    func wantsBack(_ record: TaskRecord) -> Bool {
        let isElsewhere = redirection.map { record.destination != nil && $0.number != record.destination } ?? false
        return cancellation != nil || isHeld || isElsewhere
    }

    /// Whether a task that nobody has would move because of it.
    func moves(_ record: TaskRecord) -> Bool {
        let isElsewhere =
            redirection.map { $0.number != record.destination || $0.lane != record.lane || !record.route.isEmpty }
            ?? false
        return cancellation != nil || isHeld != (record.state == .held)
            || priority.map { $0 != record.priority } ?? false || (record.destination != nil && isElsewhere)
    }
}
