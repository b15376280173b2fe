public import Foundation

/// When something that failed is tried again: delays that double up to a longest one, and an end.
public struct RetryPolicy: Hashable, Sendable {
    /// The delay after the first failure.
    public var first: Duration
    /// The longest delay.
    public var longest: Duration
    /// Tries in all.
    public var tries: Int

    /// A policy; by default 10 tries within about half an hour.
    public init(first: Duration = .seconds(5), longest: Duration = .seconds(600), tries: Int = 10) {
        self.first = first
        self.longest = longest
        self.tries = tries
    }

    /// When to try again after `retries` earlier ones; `nil` when there were enough.
    public func next(after retries: Int, now: Date) -> Date? {
        guard retries + 1 < tries else { return nil }
        let delay = min(first * (1 << min(retries, 20)), longest)
        return now.addingTimeInterval(delay / .seconds(1))
    }
}
