import Foundation

/// Notices when the wall's clock is set: it then moves by another time than the clock that never steps.
struct SteppingClock {
    /// Steps below this one, in seconds, are drift, slewing, or the time between two looks.
    static let smallest: TimeInterval = 5

    private var last: Moment

    /// A clock that is right at `now`.
    init(_ now: Moment) {
        last = now
    }

    /// By how many seconds the wall's clock was set since the last look; `nil` when it was not.
    mutating func step(to now: Moment) -> TimeInterval? {
        let step = now.wall.timeIntervalSince(last.wall) - (now.steady - last.steady) / .seconds(1)
        last = now
        return abs(step) < Self.smallest ? nil : step
    }
}
