import Foundation

/// When a mail that the server did not take for now is tried again.
struct RetrySchedule {
    /// The wait after the first try; each further one is twice as long.
    let first: Duration
    /// The longest wait.
    let longest: Duration
    /// How long a mail is tried.
    let giveUp: Duration

    /// When to try again after `retries` earlier ones; `nil` when the mail, tried since `start`, is given up.
    func next(after retries: Int, since start: Date, now: Date) -> Date? {
        guard now.timeIntervalSince(start) < giveUp / .seconds(1) else { return nil }
        return now.addingTimeInterval(min(first * (1 << min(retries, 20)), longest) / .seconds(1))
    }
}
