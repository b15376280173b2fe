import FaxModel

/// A lane of a stage: where tasks wait for workers.
struct Station: Hashable, Sendable {
    var stage: Stage
    var lane: Lane
}

extension TaskPlace {
    /// Where it waits.
    var station: Station { Station(stage: stage, lane: lane) }
}
