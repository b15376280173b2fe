/// Names a task within one spool; the spool gives it out.
public struct TaskID: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The number, from 1.
    public let rawValue: Int64

    /// The task of this number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public var description: String { String(rawValue) }
}

/// Proves that a worker holds a lease: the spool makes a new one at random for every lease, and moves a task only for
/// whoever shows the one that stands beside the task.
public struct LeaseToken: Hashable, Sendable, RawRepresentable {
    /// 64 random bits.
    public let rawValue: UInt64

    /// The token of these bits.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// A task under a lease: what `complete`, `checkpoint` and the heartbeat name.
public struct LeaseReference: Hashable, Sendable {
    /// The task.
    public var task: TaskID
    /// The proof that it is ours.
    public var token: LeaseToken

    /// The lease of `task` under `token`.
    public init(task: TaskID, token: LeaseToken) {
        self.task = task
        self.token = token
    }
}
