import FaxModel

@testable import T30

/// What happens in a paired call at a time.
struct PairEvent {
    /// What happens.
    enum Kind {
        /// The call rings at the answering end.
        case ring
        /// The modem that dials has waited for long enough.
        case unanswered
        /// A timer runs out, unless it was stopped or started anew.
        case timer(CallTimer, started: Int)
        /// The modem has done what it was busy with.
        case modemDone(token: Int)
        /// Something comes over the line.
        case line(LineEvent, signal: Int)
        /// The station is told.
        case tell(CallEvent)
        /// The line is cut.
        case cut
    }

    let time: Int
    /// Those of the same time happen in the order in which they were planned.
    let order: Int
    /// At which end: 0 calls, 1 answers.
    let end: Int
    let kind: Kind

    func isBefore(_ other: PairEvent) -> Bool {
        time < other.time || (time == other.time && order < other.order)
    }
}

/// What a modem can hear.
enum LineEvent {
    /// Flags at 300 bit/s.
    case flags
    /// A frame at 300 bit/s has ended.
    case frame([UInt8], isIntact: Bool)
    /// The training sequence of data begins.
    case carrier(Modulation, TrainingSequence, isUnderstood: Bool)
    /// It has ended.
    case trained
    /// Data, or the frames in them.
    case data([UInt8])
    case frames([[UInt8]])
    /// The carrier ends.
    case off
}

/// Events by their time: a binary heap.
struct PairAgenda {
    private var events: [PairEvent] = []
    private var planned = 0

    /// Plans an event.
    mutating func plan(_ kind: PairEvent.Kind, at time: Int, end: Int) {
        planned += 1
        events.append(PairEvent(time: time, order: planned, end: end, kind: kind))
        var child = events.count - 1
        while child > 0, events[child].isBefore(events[(child - 1) / 2]) {
            events.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next event.
    mutating func next() -> PairEvent? {
        guard let first = events.first else { return nil }
        let last = events.removeLast()
        guard !events.isEmpty else { return first }
        events[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < events.count else { break }
            let right = left + 1
            let child = right < events.count && events[right].isBefore(events[left]) ? right : left
            guard events[child].isBefore(events[parent]) else { break }
            events.swapAt(child, parent)
            parent = child
        }
        return first
    }
}
