import Configuration
import FaxModel
import Foundation

/// Throws away what has been kept long enough: the documents and the history of jobs that have ended, and documents that no
/// job has. A slice at a time, beside the work.
struct Housekeeping {
    /// Orders, or documents, that are looked at in one go.
    static let slice = 100
    /// How old a document is that no job has, until it is thrown away: the message that refers to it may be on its way.
    static let patience: TimeInterval = 86_400
    /// How long a document stays that another one was published in place of: whoever reads it has begun before.
    static let publicationPatience: TimeInterval = 3600
    /// How long the spool rests once all is done.
    private static let rest: Duration = .seconds(600)

    private var cursor: Int64 = 0
    private var next: ContinuousClock.Instant?

    /// Does a slice of the work, if it is time.
    mutating func turn(_ transaction: any SpoolTransaction, _ settings: SpoolSettings, _ now: Moment) throws {
        if let next, next > now.steady { return }
        let moreDocuments = try transaction.forgetDocuments(
            acceptedBefore: now.wall.addingTimeInterval(-(settings.keepDocuments / .seconds(1))), limit: Self.slice)
        let moreOrders = try transaction.forgetOrders(
            acceptedBefore: now.wall.addingTimeInterval(-(settings.keepHistory / .seconds(1))), limit: Self.slice)
        let moreCalls = try transaction.forgetCalls(
            before: now.wall.addingTimeInterval(-(settings.keepHistory / .seconds(1))), limit: Self.slice)
        (cursor, _) = try transaction.collectDocuments(
            from: cursor, olderThan: now.wall.addingTimeInterval(-Self.patience), limit: Self.slice)
        let isDone = !moreDocuments && !moreOrders && !moreCalls && cursor == 0
        next = isDone ? now.steady + Self.rest : now.steady
    }
}
