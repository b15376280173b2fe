public import FaxModel
public import Foundation

/// What a producer hands in: stored as a whole, or not at all.
public struct Submission: Hashable, Sendable {
    /// The new order. Handing in an order twice is answered like the first time and changes nothing.
    public var order: OrderID
    /// Until when it may be stored: after that the client has told somebody that it was not.
    public var validUntil: Date
    /// Who sends: orders of different senders take turns.
    public var sender: String
    /// What the same mail would have in common with this one; `nil` where it may be sent again.
    public var duplicates: DuplicateGuard?
    /// The order's first tasks.
    public var tasks: [NewTask]
    /// Documents that the tasks refer to and that are not in the spool yet.
    public var documents: [NewDocument]
    /// What the history is told.
    public var updates: [JobUpdate]
    /// To whose account the pages of jobs are put; those of jobs that are not here are nobody's.
    public var charges: [Charge]

    /// A submission, complete.
    public init(
        order: OrderID, validUntil: Date = .distantFuture, sender: String = "", duplicates: DuplicateGuard? = nil,
        tasks: [NewTask], documents: [NewDocument] = [], updates: [JobUpdate] = [], charges: [Charge] = []
    ) {
        self.order = order
        self.validUntil = validUntil
        self.sender = sender
        self.duplicates = duplicates
        self.tasks = tasks
        self.documents = documents
        self.updates = updates
        self.charges = charges
    }
}

/// Whose pages are those of a job.
public struct Charge: Hashable, Sendable {
    /// The job.
    public var job: JobID
    /// The account: any text, which the spool does not read.
    public var account: String

    /// Puts the pages of `job` to `account`.
    public init(_ job: JobID, to account: String) {
        self.job = job
        self.account = account
    }
}

/// Tells a mail that comes again from a new one.
public struct DuplicateGuard: Hashable, Sendable {
    /// 64 bits of what names the mail: its Message-ID and its envelope.
    public var key: UInt64
    /// An order of the same key that was stored after this makes the submission a duplicate.
    public var since: Date

    /// A guard against mails of this key since then.
    public init(key: UInt64, since: Date) {
        self.key = key
        self.since = since
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
