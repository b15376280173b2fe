import FaxModel

/// What the operator has said of a job: it holds for every task that works for it until the job has ended.
struct JobControl: Hashable, Sendable, Codable {
    /// Another number to dial.
    struct Redirection: Hashable, Sendable, Codable {
        var number: FaxNumber
        var lane: Lane
    }

    /// Why it is to end.
    var cancellation: Failure?
    /// Whether it is to wait.
    var isHeld = false
    /// How urgent it is now.
    var priority: Priority?
    /// Where it goes now.
    var redirection: Redirection?

    /// Whether nothing was said, or all was taken back.
    var isEmpty: Bool { self == JobControl() }
}

extension JobControl {
    /// What holds for a task of several jobs: what was said of all of them.
    init(common controls: [JobControl]) {
        guard let first = controls.first else { return }
        if controls.allSatisfy({ $0.cancellation != nil }) { cancellation = first.cancellation }
        isHeld = controls.allSatisfy(\.isHeld)
        let priorities = controls.map(\.priority)
        if !priorities.contains(nil) { priority = priorities.compactMap { $0 }.min { $0.rank < $1.rank } }
    }
}
