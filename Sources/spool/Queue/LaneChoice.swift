import FaxModel

/// Waiting faxes of a lane that the same other lanes may take, of one priority. There are few such choices, however many
/// faxes have them.
struct LaneChoice: Hashable, Sendable {
    /// The lane in which they wait.
    var lane: Lane
    /// The lanes in which they may be done, in the order in which they are tried.
    var route: [Lane]
    var priority: Priority

    /// The choice of faxes in `lane`.
    init(lane: Lane, route: [Lane], priority: Priority) {
        self.lane = lane
        self.route = route
        self.priority = priority
    }

    /// The choice that a task has; `nil` where it has none.
    init?(_ record: TaskRecord) {
        guard record.stage == .faxout, !record.route.isEmpty else { return nil }
        self.init(lane: record.lane, route: record.route, priority: record.priority)
    }

    /// Whether its faxes may go to another lane.
    func allows(_ other: Lane) -> Bool {
        other != lane && route.contains(other)
    }
}
