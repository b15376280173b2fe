import Synchronization

/// When all work on a mail must be done: what its parts have in common.
final class MailDeadline: Sendable {
    private let end: Mutex<ContinuousClock.Instant>

    /// A deadline at a time.
    init(_ end: ContinuousClock.Instant) {
        self.end = Mutex(end)
    }

    /// When it is.
    var instant: ContinuousClock.Instant { end.withLock { $0 } }

    /// Puts it off by a time in which no work could be done on the mail.
    func extend(by time: Duration) {
        end.withLock { $0 += time }
    }
}
