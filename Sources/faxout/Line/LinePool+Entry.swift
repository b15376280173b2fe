import Class1
import Configuration
import FaxModel
import Pipeline

// What a pool knows of each of its lines.

extension LinePool {
    /// What a line does.
    enum State {
        case untested
        case testing
        case free
        case busy
        case receiving
        /// It rang when it was about to dial: whoever waits there for a call has it for a while.
        case ringing
        case resting(until: ContinuousClock.Instant, reason: LineError)
    }

    /// A line, and how it is.
    struct Entry {
        var line: TelephoneLine
        var state = State.free
        var isPaused = false
        /// How often it could not be used since it last could.
        var failures = 0
        /// What its modem is, as far as it was tested.
        var modem: String?
        /// Whoever waits there for a call.
        var attendance: Attendance?
        /// What was heard of a call that comes in by who was about to dial.
        var heard: RingListener?
        /// Whether that one was told to let go.
        var letsGo = false
        /// The keeper that waits for something to do, and the attendance that it would begin.
        var keeper: (attendance: Attendance, duty: CheckedContinuation<Duty, Never>)?
    }
}

extension LinePool.Entry {
    /// The group whose faxes it sends.
    var group: Lane { line.settings.group }

    /// Whether it can be given out.
    var isUsable: Bool {
        if case .free = state { !isPaused && attendance == nil } else { false }
    }

    /// Calls that it can make, now or when it has ended the one that it makes.
    var capacity: Int {
        switch state {
        case .busy: 1
        case .free: isPaused ? 0 : 1
        case .untested, .testing, .receiving, .ringing, .resting: 0
        }
    }

    /// What the operator sees.
    var status: LineStatus {
        var status = LineStatus(name: line.settings.name, group: group, state: .free, modem: modem)
        switch state {
        case .busy, .receiving, .ringing: status.state = .busy
        case .untested, .testing: status.state = .testing
        case .resting(_, let reason):
            status.state = .resting
            status.reason = reason.description
        case .free: status.state = isPaused ? .paused : .free
        }
        return status
    }
}
