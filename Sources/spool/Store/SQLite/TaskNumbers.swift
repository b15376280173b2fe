import Pipeline
import Synchronization

/// Gives new tasks their ids: none twice, whatever has gone meanwhile. They are taken from the database by the thousand,
/// because a counter that is written with every task (AUTOINCREMENT) is a further page of every transaction. What is left of
/// a thousand when the spool ends is given to nobody.
final class TaskNumbers: Sendable {
    /// Ids that are taken at a time.
    static let block: Int64 = 1000

    private let taken = Mutex<Range<Int64>>(0..<0)

    /// The next id.
    ///
    /// - Parameter take: takes the next `block` of ids from the database, and returns the last of them.
    func next(_ take: () throws -> Int64) throws -> TaskID {
        try taken.withLock { taken in
            if taken.isEmpty {
                let last = try take()
                taken = last - Self.block + 1..<last + 1
            }
            defer { taken = taken.dropFirst() }
            return TaskID(rawValue: taken.lowerBound)
        }
    }

    /// The transaction has failed that may have taken ids: they are the database's again.
    func giveBack() {
        taken.withLock { $0 = 0..<0 }
    }
}
