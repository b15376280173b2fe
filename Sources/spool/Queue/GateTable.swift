import Pipeline

/// The gates behind which tasks are blocked. Whatever may open one (a call has ended, a number has rested, the task that was
/// let through has gone elsewhere) is said when it happens, so that nobody has to look through all of them.
struct GateTable {
    /// Gates behind which tasks may wait.
    private var blocked: Set<Gate>
    /// Those at which something has happened, the earliest first.
    private var changed: ArraySlice<Gate>
    private var isChanged: Set<Gate>
    /// The tasks that were let through and that nobody has taken yet.
    private var passing: [TaskID: Gate] = [:]

    /// Gates behind which tasks wait, and of which nothing else is known: each is to be looked at.
    init(_ gates: Set<Gate>) {
        blocked = gates
        changed = Array(gates)[...]
        isChanged = gates
    }

    /// Whether no task is blocked.
    var isEmpty: Bool { blocked.isEmpty }

    /// Whether gates are to be looked at.
    var hasChanged: Bool { !changed.isEmpty }

    /// A task waits behind `gate`.
    mutating func taskBlocked(behind gate: Gate) {
        blocked.insert(gate)
    }

    /// Something has happened that may open `gate`.
    mutating func change(at gate: Gate) {
        if blocked.contains(gate), isChanged.insert(gate).inserted { changed.append(gate) }
    }

    /// The next gate to be looked at.
    mutating func nextChanged() -> Gate? {
        let gate = changed.popFirst()
        if let gate { isChanged.remove(gate) }
        return gate
    }

    /// The task was let through `gate`, and is ready.
    mutating func taskPasses(_ task: TaskID, through gate: Gate) {
        passing[task] = gate
    }

    /// The task is not ready any more: where it was let through a gate, the next may go, unless the gate is closed now.
    mutating func taskLeaves(_ task: TaskID) {
        if let gate = passing.removeValue(forKey: task) { change(at: gate) }
    }

    /// Nobody is behind `gate` any more.
    mutating func emptied(_ gate: Gate) {
        blocked.remove(gate)
    }
}
