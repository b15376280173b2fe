import FaxModel

/// A lane of a stage: where tasks wait for workers.
struct Station: Hashable, Sendable {
    var stage: Stage
    var lane: Lane
}

/// The tasks of one priority at a station: within it they go by turns, and which class is next is a matter of ageing.
struct TaskClass: Hashable, Sendable {
    var station: Station
    var priority: Priority
}
