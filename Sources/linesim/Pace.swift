/// When the next block of a call is due on the wall clock.
///
/// Programs think in wall time, so a flat speed-up breaks them: the line runs fast only while both modems wait for it.
struct Pace: Sendable {
    /// Line seconds a wall second.
    struct Speeds: Equatable, Sendable {
        /// While a computer owes something, or nobody sends.
        var attentive = 1.0
        /// While both computers wait for the line; 0 is as fast as the CPU allows.
        var turbo = 1.0
    }

    /// What the line's time depends on now.
    enum Need: Equatable, Sendable {
        /// A computer has the move.
        case computer
        /// Only the line has.
        case line
    }

    /// Seconds that a call may lag before it lets the lost time go.
    private static let patience = 0.2

    private let speeds: Speeds
    private var last: Double

    /// A pace that begins at the wall time `now` (seconds).
    init(speeds: Speeds, now: Double) {
        self.speeds = speeds
        last = now
    }

    /// Whether the line may run faster than life while both computers wait for it.
    var isTurbo: Bool { speeds.turbo == 0 || speeds.turbo > 1 }

    /// The wall time at which the next block is due; `now` or earlier when it is already.
    func due(_ need: Need, now: Double) -> Double {
        let speed = need == .computer ? speeds.attentive : speeds.turbo
        return speed > 0 ? last + LineTime.secondsPerBlock / speed : now
    }

    /// A block that was due at `due` runs at `now`. A call that fell far behind does not race to catch up.
    mutating func advance(due: Double, now: Double) {
        last = max(due, now - Self.patience)
    }

    /// The line stood still until `now`.
    mutating func stall(now: Double) { last = now }
}
