/// What the spool says to a client.
public enum Response: Hashable, Sendable {
    /// It is on disk. Answers `submit`, `complete`, `checkpoint`, `write` and `seal`.
    case accepted
    /// It was refused and nothing has changed.
    case refused(SpoolError)
    /// Answers `ready`: those of the named leases that are over. The worker stops their tasks.
    case readied(lost: [TaskID])
    /// Unasked: a task is leased to this worker.
    case leased(LeasedTask)
    /// Answers `fetch`: the piece, and the size of the whole document in bytes.
    case content(total: Int, bytes: [UInt8])
    /// Answers `query`: JSON.
    case answer([UInt8])
}
