import FaxModel
import Foundation
import Pipeline

/// The ready tasks of a station, in the order in which they are given out. Within a priority they go by turn. Among the
/// priorities goes the one whose oldest task has waited for longest, where the less urgent are taken to be younger than they
/// are: so the urgent go first, and nobody waits for ever. The oldest counts and not the one whose turn it is: that may be
/// a newcomer's, and another newcomer's after it, while the urgent go before each. Age gives no more than a share, one in
/// four: else an old broadcast would keep everything urgent waiting until its last fax is gone.
struct WaitingLine {
    let station: Station
    private let ageing: [Priority: TimeInterval]
    private var heads: [Priority: ArraySlice<QueuedTask>]
    /// The priorities of which the store has no more than is in hand.
    private var isComplete: Set<Priority> = []
    /// Tasks that have gone for their urgency since the last one went for its age; kept from one line of the station to the
    /// next.
    private(set) var urgentInARow: Int
    /// How many go for their urgency between two that go for their age.
    static let urgentBetween = 3
    /// Since when the oldest task of a priority has waited, where that was asked and none was taken since.
    private var since: [Priority: Date] = [:]

    /// The tasks of these priorities.
    ///
    /// - Parameters:
    ///   - ageing: how long a task of each priority waits until it goes before an urgent one that has just come, in seconds.
    ///   - urgentInARow: what the last line of the station came to.
    init(
        station: Station, priorities: [Priority], ageing: [Priority: TimeInterval], urgentInARow: Int = urgentBetween
    ) {
        self.station = station
        self.urgentInARow = urgentInARow
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
        guard let priority = try nextPriority(transaction) else { return nil }
        since[priority] = nil
        return heads[priority]?.popFirst()
    }

    private mutating func nextPriority(_ transaction: any SpoolTransaction) throws -> Priority? {
        let waiting = heads.filter { !$0.value.isEmpty }.keys
        guard waiting.count > 1 else { return waiting.first }
        for priority in waiting where since[priority] == nil {
            since[priority] = try transaction.readySince(
                in: TaskClass(station: station, priority: priority))
        }
        let eldest = waiting.min { (urgency(of: $0), $0.rank) < (urgency(of: $1), $1.rank) }
        let urgent = waiting.min { $0.rank < $1.rank }
        guard eldest != urgent else { return urgent }
        guard urgentInARow < Self.urgentBetween else {
            urgentInARow = 0
            return eldest
        }
        urgentInARow += 1
        return urgent
    }

    /// When an urgent task would have had to come to go as soon as the oldest of this priority.
    private func urgency(of priority: Priority) -> Date {
        (since[priority] ?? .distantFuture).addingTimeInterval(ageing[priority] ?? 0)
    }

    /// The task is ready no more.
    mutating func forget(_ task: TaskID) {
        since = [:]
        for priority in heads.keys { heads[priority]?.removeAll { $0.id == task } }
    }

    /// The priorities of which no task is left.
    var drained: [Priority] { isComplete.filter { heads[$0]?.isEmpty ?? true } }
}
