/// The state of a task in the queue. Its number is what the store keeps.
enum TaskState: Int, Hashable, Sendable, CaseIterable {
    /// A worker may take it.
    case ready = 0
    /// A worker has it.
    case leased = 1
    /// It can't be done, and waits for the operator.
    case failed = 2
    /// It can't be read, or its workers died on it, and it waits for the operator.
    case corrupt = 3
    /// Its time has not come.
    case delayed = 4
    /// Another call to its number, or too many of its sender, are under way; or its number is let alone for a while.
    case blocked = 5
    /// The operator holds it.
    case held = 6

    /// The states that may follow; besides, a worker's `done` takes a leased task away. What is drawn in
    /// docs/ARCHITECTURE.md.
    var next: [TaskState] {
        switch self {
        case .ready: [.leased, .blocked, .held, .delayed, .ready]
        case .leased: [.ready, .delayed, .held, .failed, .corrupt]
        case .delayed: [.ready, .held, .delayed]
        case .blocked: [.ready, .held, .delayed]
        case .held: [.ready, .delayed]
        case .failed, .corrupt: [.ready, .held]
        }
    }
}
