import FaxModel
import Foundation
import Pipeline

/// The ready tasks of a station, in the order in which they are given out: within a priority by turn, and among the
/// priorities by age, of which the less urgent need more. So the urgent go first, and nobody waits for ever.
struct WaitingLine {
    let station: Station
    private let ageing: [Priority: TimeInterval]
    private var heads: [Priority: ArraySlice<QueuedTask>]
    /// The priorities of which the store has no more than is in hand.
    private var isComplete: Set<Priority> = []

    /// The tasks of these priorities.
    ///
    /// - Parameter ageing: how long a task of each priority waits until it goes before an urgent one that has just come, in
    ///   seconds.
    init(station: Station, priorities: [Priority], ageing: [Priority: TimeInterval]) {
        self.station = station
        self.ageing = ageing
        heads = Dictionary(uniqueKeysWithValues: priorities.map { ($0, []) })
    }

    /// The next task; whoever takes it sees to it that it is not ready any more.
    ///
    /// - Parameter wanted: how many more will be asked for, probably.
    mutating func next(wanted: Int, _ transaction: any SpoolTransaction) throws -> QueuedTask? {
        for (priority, tasks) in heads where tasks.isEmpty && !isComplete.contains(priority) {
            let limit = min(max(wanted, 4), 64)
            let tasks = try transaction.ready(in: TaskClass(station: station, priority: priority), limit: limit)
            heads[priority] = tasks[...]
            if tasks.count < limit { isComplete.insert(priority) }
        }
        let first = heads.compactMap { priority, tasks in
            tasks.first.map { (priority, $0.record.due.addingTimeInterval(ageing[priority] ?? 0)) }
        }.min { ($0.1, $0.0.rank) < ($1.1, $1.0.rank) }
        return first.flatMap { heads[$0.0]?.popFirst() }
    }

    /// The task is ready no more.
    mutating func forget(_ task: TaskID) {
        for priority in heads.keys { heads[priority]?.removeAll { $0.id == task } }
    }

    /// The priorities of which no task is left.
    var drained: [Priority] { isComplete.filter { heads[$0]?.isEmpty ?? true } }
}
