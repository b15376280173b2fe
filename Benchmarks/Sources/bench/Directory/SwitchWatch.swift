import Foundation

/// What was seen while a copy of a directory took the place of another one. Times are in milliseconds.
struct SwitchWatch: Sendable {
    /// When something was asked.
    enum Phase: Sendable {
        case before, changing, over
    }

    /// Look-ups in all.
    private(set) var lookups = 0
    /// The longest look-up before the new copy was read.
    private(set) var longestBefore = 0.0
    /// The longest look-up while it was read, and in the second after that.
    private(set) var longest = 0.0
    /// Calls in all.
    private(set) var calls = 0
    /// The longest that a call waited while the new copy was read, and in the second after that.
    private(set) var longestCall = 0.0
    /// Calls that were refused.
    private(set) var refused = 0
    /// Whether somebody was found as the new copy has him.
    private(set) var isNew = false
    /// How long reading the new copy took.
    var switched = 0.0

    /// Notes a look-up.
    mutating func lookedUp(_ took: Double, _ phase: Phase, isNew: Bool) {
        lookups += 1
        self.isNew = isNew
        if phase == .before { longestBefore = max(longestBefore, took) } else { longest = max(longest, took) }
    }

    /// Notes a call.
    mutating func rang(_ took: Double, _ phase: Phase, isRefused: Bool) {
        calls += 1
        if isRefused { refused += 1 }
        if phase != .before { longestCall = max(longestCall, took) }
    }

    /// All of it, for a person.
    var words: String {
        String(
            format:
                "%d look-ups, the longest before %.1f ms, during and after %.1f ms; %d calls, the longest %.1f ms; read in %.0f ms",
            lookups, longestBefore, longest, calls, longestCall, switched)
    }
}
