/// What the spool says to a client.
public enum Response: Hashable, Sendable {
    /// It is on disk. Answers `submit`, `amend`, `complete`, `checkpoint`, `write` and
    /// `seal`.
    case accepted
    /// It was refused and nothing has changed.
    case refused(SpoolError)
    /// Answers `ready`; and unasked, when the operator has changed something.
    case readied(WorkerWord)
    /// Unasked: a task is leased to this worker.
    case leased(LeasedTask)
    /// Answers `fetch`: the piece, and the size of the whole document in bytes.
    case content(total: Int, bytes: [UInt8])
    /// Answers `query`: JSON.
    case answer([UInt8])
}

/// What a worker is to know about the tasks that it holds, and about its lines.
public struct WorkerWord: Hashable, Sendable {
    /// Tasks whose lease is over: the worker stops them at once, and what it says of them counts for nothing.
    public var over: [TaskID]
    /// Tasks that are to be handed back as soon as that does no harm: a call ends after the page that it is at.
    public var unwanted: [TaskID]
    /// Names of lines that are to make no call.
    public var pausedLines: [String]

    /// Word of these tasks and lines; of none by default.
    public init(over: [TaskID] = [], unwanted: [TaskID] = [], pausedLines: [String] = []) {
        self.over = over
        self.unwanted = unwanted
        self.pausedLines = pausedLines
    }
}
