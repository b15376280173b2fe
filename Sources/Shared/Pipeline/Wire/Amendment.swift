public import FaxModel

/// What a producer puts in the place of the only task of an order that it has handed in, as long as no worker has that: a
/// call goes on, and another page of the fax that it brings is there.
public struct Amendment: Hashable, Sendable {
    /// The task as it is to be: its stage, lane, order and job are those that it has; its payload, and when it may be taken,
    /// are new. The rest is left as it is.
    public var task: NewTask
    /// Documents that the task refers to and that are not in the spool yet.
    public var documents: [NewDocument]
    /// What the history is told.
    public var updates: [JobUpdate]

    /// An amendment, complete.
    public init(task: NewTask, documents: [NewDocument] = [], updates: [JobUpdate] = []) {
        self.task = task
        self.documents = documents
        self.updates = updates
    }
}
