public import FaxModel
public import Foundation

/// What a producer hands in: stored as a whole, or not at all.
public struct Submission: Hashable, Sendable {
    /// The new order. Handing in an order twice is answered like the first time and changes nothing.
    public var order: OrderID
    /// Until when it may be stored: after that the client has told somebody that it was not.
    public var validUntil: Date
    /// The order's first tasks.
    public var tasks: [NewTask]
    /// Documents that the tasks refer to and that are not in the spool yet.
    public var documents: [NewDocument]
    /// What the history is told.
    public var updates: [JobUpdate]

    /// A submission, complete.
    public init(
        order: OrderID, validUntil: Date = .distantFuture, tasks: [NewTask], documents: [NewDocument] = [],
        updates: [JobUpdate] = []
    ) {
        self.order = order
        self.validUntil = validUntil
        self.tasks = tasks
        self.documents = documents
        self.updates = updates
    }
}

extension Submission {
    /// Tells this submission from every other that came by the same order's id: 64 bits of what its tasks say.
    public var fingerprint: UInt64 {
        var hash = DocumentHash()
        for task in tasks { hash.update(task.payload) }
        return hash.finish().bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
