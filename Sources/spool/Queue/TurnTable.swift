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

        /// The next turn of a sender.
        mutating func next(of flow: Flow) -> Int64 {
            let turn = max(current, last[flow].map { $0 + 1 } ?? current)
            last[flow] = turn
            return turn
        }

        /// A task of this turn was served.
        mutating func served(_ turn: Int64) {
            guard turn > current else { return }
            current = turn
            if last.count > TurnTable.crowd { last = last.filter { $0.value >= turn } }
        }
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
        guard let turn = classes[taskClass]?.next(of: flow) else {
            preconditionFailure("turns are given in classes that have begun")
        }
        return turn
    }

    /// A task of this turn was served.
    mutating func served(_ turn: Int64, in taskClass: TaskClass) {
        classes[taskClass]?.served(turn)
    }
}
