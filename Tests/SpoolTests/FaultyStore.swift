import Foundation
import Synchronization

@testable import spool

/// A store that fails when a test says so: after all was written, when the commit would come.
struct FaultyStore: SpoolStore {
    /// How many of the next commits fail. Shared by all engines over the store.
    final class Fault: Sendable {
        private let left = Mutex(0)

        /// Lets the next commits fail.
        func next(_ count: Int) {
            left.withLock { $0 = count }
        }

        fileprivate func strike() throws {
            let strikes = left.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            if strikes { throw StoreError(description: "the disk is broken") }
        }
    }

    let base: SQLiteStore
    let fault: Fault

    func commit<Result>(_ body: (any SpoolTransaction) throws -> Result) throws -> Result {
        try base.commit { transaction in
            let result = try body(transaction)
            try fault.strike()
            return result
        }
    }
}
