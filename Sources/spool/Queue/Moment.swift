import Foundation

/// A time on both clocks: tasks are due by the wall's, leases run by the one that never steps.
struct Moment: Sendable {
    var wall: Date
    var steady: ContinuousClock.Instant

    /// This very moment.
    static var now: Moment {
        Moment(wall: Date(), steady: .now)
    }
}
