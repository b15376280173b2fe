import FaxModel
import Foundation

/// What is done with a whole store besides the spool's work: what is in one folder is looked through, copied, or put back.
/// Every kind of store has one; the commands know this protocol only.
protocol StoreMaintenance {
    /// Looks at everything: that the store is sound, that every task can be read, that every document is there and is what
    /// its digest says, and that nothing lies about which nothing is known. It writes nothing, and may run beside the spool.
    ///
    /// - Throws: `StoreError` when there is no store that can be read.
    func check() throws -> StoreReport

    /// Whether the file belongs to no document, now: the spool may have taken up one that a check has found.
    func isStray(_ file: URL) throws -> Bool

    /// Copies the store as it is at one moment, while the spool may work in it. On disk when this returns.
    ///
    /// - Parameter folder: empty, or not there yet.
    /// - Throws: `StoreError` when the folder is in use, and whatever the store or the file system has to say; then the copy is
    ///   not complete, and is not taken for a store.
    func backUp(to folder: URL) throws

    /// Makes the store from a backup. On disk when this returns.
    ///
    /// - Parameters:
    ///   - folder: the backup, which is sound.
    ///   - change: what is different in the store that is made.
    /// - Throws: `StoreError` when a store or a spool is there already.
    func restore(from folder: URL, _ change: (any SpoolTransaction) throws -> Void) throws
}

/// What a check has found.
struct StoreReport: Hashable, Sendable {
    /// What is not as it should be, a sentence each.
    var problems: [String] = []
    /// Tasks that were read.
    var taskCount = 0
    /// Documents that were read and compared with their digests.
    var documentCount = 0
    /// Files that no document is in, and that are too old to be about to be known.
    var strayFiles: [URL] = []

    /// How much there is.
    var size: String { "\(taskCount.counting("task")), \(documentCount.counting("document"))" }
}
