/// Gives every task of a class its turn, so that senders take turns: start-time fair queueing (Goyal, Vin, Cheng 1996)
/// with tasks of equal length.
///
/// Time is counted in turns. A task's turn is one after the last of its sender, but none that is over already; the class
/// serves its tasks by turn. So the thousandth fax of a broadcast waits for a thousand turns, and a colleague's single fax
/// for the one that is on. The turn stays with the task in the store; the last turn of each sender is known only here:
/// after a restart senders begin anew, beside what they have waiting.
struct TurnTable {
    private struct Turns {
        /// The turn that was served last.
        var current: Int64
        var last: [Flow: Int64] = [:]
    }

    /// Senders from which on those are forgotten whose turns are over.
    private static let crowd = 1000

    private var classes: [TaskClass: Turns] = [:]

    /// Whether the class has begun since the start.
    func knows(_ taskClass: TaskClass) -> Bool { classes[taskClass] != nil }

    /// The class goes on at `turn`: that of its first task.
    mutating func begin(_ taskClass: TaskClass, at turn: Int64) {
        classes[taskClass] = Turns(current: turn)
    }

    /// The next turn of a sender.
    ///
    /// - Precondition: the class has begun.
    mutating func next(of flow: Flow, in taskClass: TaskClass) -> Int64 {
        guard let turns = classes[taskClass] else { preconditionFailure("turns are given in classes that have begun") }
        let turn = max(turns.current, turns.last[flow].map { $0 + 1 } ?? turns.current)
        classes[taskClass]?.last[flow] = turn
        return turn
    }

    /// A task of this turn was served.
    mutating func served(_ turn: Int64, in taskClass: TaskClass) {
        guard let turns = classes[taskClass], turn > turns.current else { return }
        classes[taskClass]?.current = turn
        guard turns.last.count > Self.crowd else { return }
        classes[taskClass]?.last = turns.last.filter { $0.value >= turn }
    }
}
