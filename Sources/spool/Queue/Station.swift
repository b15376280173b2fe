import FaxModel

/// A lane of a stage: where tasks wait for workers.
struct Station: Hashable, Sendable {
    var stage: Stage
    var lane: Lane

    /// By the lane alone: few stages have lanes of the same name.
    func hash(into hasher: inout Hasher) {
        hasher.combine(lane)
    }
}

/// The tasks of one priority at a station: within it they go by turns, and which class is next is a matter of ageing.
struct TaskClass: Hashable, Sendable {
    var station: Station
    var priority: Priority

    func hash(into hasher: inout Hasher) {
        hasher.combine(station)
        hasher.combine(priority.rank)
    }
}
