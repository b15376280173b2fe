import Synchronization

/// A line that waits for a call while it is free, and whoever may want to take it away: of a call that comes in and one
/// that is to be made, the first has the line.
final class Attendance: Sendable {
    private enum State {
        case waiting, ringing, dismissed
    }

    private let state = Mutex(State.waiting)
    /// Ends the waiting, or the call.
    let cancellation: CallCancellation

    /// A line that waits.
    ///
    /// - Throws: when the process has no descriptor left.
    init() throws(LineError) {
        cancellation = try CallCancellation()
    }

    /// Has the line let go, unless it rings.
    ///
    /// - Returns: whether it lets go.
    func dismiss() -> Bool {
        let lets = state.withLock { state in
            switch state {
            case .waiting:
                state = .dismissed
                return true
            case .dismissed: return true
            case .ringing: return false
            }
        }
        if lets { cancellation.cancel(.afterPage) }
        return lets
    }

    /// It begins to ring, or the ringing has ended without an answer.
    ///
    /// - Returns: whether the line is still ours.
    func rings(_ isRinging: Bool) -> Bool {
        state.withLock { state in
            switch state {
            case .waiting, .ringing:
                state = isRinging ? .ringing : .waiting
                return true
            case .dismissed: return false
            }
        }
    }
}
