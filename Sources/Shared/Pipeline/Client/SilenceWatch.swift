/// Notices that the spool does not answer, and that it does again: what the log of a program says, once each, so that an operator who looks
/// into it does not see a program that waits and tells nobody for what.
///
/// The spool is silent from the first message on after which nothing has come. Sans-IO: what happened comes in with its time.
struct SilenceWatch {
    typealias Instant = ContinuousClock.Instant

    /// What is to be told.
    enum News: Equatable {
        /// Nothing has come since then.
        case silent(since: Instant)
        /// Something has come, after so long.
        case back(after: Duration)
    }

    /// How long two warnings lie apart at least: a spool that comes and goes fills nobody's log.
    static let interval: Duration = .seconds(60)

    private let patience: Duration
    /// When the first message went out that nothing has come after.
    private var since: Instant?
    private var isTold = false
    private var lastTold: Instant?

    /// A watch that tells of a silence after `patience`.
    init(patience: Duration) {
        self.patience = patience
    }

    /// Something was said to the spool, or it is to be connected to.
    mutating func wasAsked(now: Instant) {
        since = since ?? now
    }

    /// Something came from the spool.
    ///
    /// - Returns: what is to be told.
    mutating func wasHeard(now: Instant) -> News? {
        defer { (since, isTold) = (nil, false) }
        guard isTold, let since else { return nil }
        return .back(after: now - since)
    }

    /// When `deadlineReached` is to be called, if nothing comes before.
    var nextDeadline: Instant? {
        guard let since, !isTold else { return nil }
        let due = since + patience
        return lastTold.map { max(due, $0 + Self.interval) } ?? due
    }

    /// Time has passed.
    ///
    /// - Returns: what is to be told.
    mutating func deadlineReached(now: Instant) -> News? {
        guard let deadline = nextDeadline, deadline <= now, let since else { return nil }
        (isTold, lastTold) = (true, now)
        return .silent(since: since)
    }
}
