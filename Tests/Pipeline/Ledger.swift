import FaxModel
import Synchronization

/// What a spool was asked to keep, and what of that it has answered: how far each order must have come, and may have come.
final class Ledger: Sendable {
    /// How far an order has come: what was stored last.
    enum Step: Int, Comparable {
        /// Not there.
        case nothing
        /// The order, its mail, and a task for `enrich`.
        case submitted
        /// A checkpoint of that task.
        case checkpointed
        /// The pages, and a task for `deliver` in place of the other.
        case handedOn
        /// No task any more.
        case done

        static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    /// One order.
    struct Entry {
        /// The most that the spool was asked to keep.
        var asked = Step.nothing
        /// The most that it has answered.
        var answered = Step.nothing
    }

    private let entries = Mutex<[OrderID: Entry]>([:])

    /// All orders, by age.
    var orders: [OrderID] { entries.withLock { $0.keys.sorted() } }

    /// What is known of an order.
    subscript(order: OrderID) -> Entry { entries.withLock { $0[order] ?? Entry() } }

    /// The spool is about to be asked to keep `step`.
    func asks(_ step: Step, of order: OrderID) {
        entries.withLock { $0[order, default: Entry()].asked = max($0[order]?.asked ?? .nothing, step) }
    }

    /// The spool has answered that it keeps `step`.
    func answered(_ step: Step, of order: OrderID) {
        entries.withLock { $0[order, default: Entry()].answered = max($0[order]?.answered ?? .nothing, step) }
    }
}
