public import FaxModel

/// What a worker can take.
public struct Availability: Hashable, Sendable {
    /// How many tasks it can hold at once, by lane.
    public var capacities: [Readiness.Capacity]
    /// Its telephone lines.
    public var lines: [LineStatus]

    /// So many tasks of each of these lanes of a stage that has no lines.
    public init(tasks: Int, lanes: [Lane] = [.default]) {
        self.init(capacities: lanes.map { Readiness.Capacity(lane: $0, tasks: tasks) })
    }

    /// So many tasks, over these lines.
    public init(capacities: [Readiness.Capacity], lines: [LineStatus] = []) {
        self.capacities = capacities
        self.lines = lines
    }
}
