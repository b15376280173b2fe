import Foundation

/// Notices when the wall's clock is set: it then moves by another time than the clock that never steps.
struct SteppingClock {
    /// Steps below this one, in seconds, are drift, slewing, or the time between two looks.
    static let smallest: TimeInterval = 5

    private var last: Moment
    /// By how many seconds the wall's clock was set since that was followed last; `nil` when it was not.
    private(set) var step: TimeInterval?

    /// A clock that is right at `now`.
    init(_ now: Moment) {
        last = now
    }

    /// Looks at the clocks.
    mutating func look(at now: Moment) {
        let difference = now.wall.timeIntervalSince(last.wall) - (now.steady - last.steady) / .seconds(1)
        last = now
        if abs(difference) >= Self.smallest { step = (step ?? 0) + difference }
    }

    /// All that goes by the wall's clock has moved with it.
    mutating func followed() {
        step = nil
    }
}
