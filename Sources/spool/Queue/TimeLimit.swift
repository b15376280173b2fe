import Foundation

/// When a task is over if it is not done by then.
struct TimeLimit: Hashable, Sendable {
    /// The time.
    var time: Date
    /// Whether it is its sender's word. Such a time is a time of day: it stays what it is when the clock is set and whatever
    /// becomes of the task; what the spool has counted itself moves.
    var isGiven: Bool
}
