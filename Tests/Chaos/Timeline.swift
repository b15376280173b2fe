import Foundation
import TestSupport

/// What was done to the programs of a run, and when the machine stood still: by it the verdict tells what may be from what must not.
///
/// It goes by what can have happened, not by what was near: for each there is a way from what was done to what was seen.
struct Timeline: Sendable {
    /// A while in which somebody was not heard.
    struct Silence: Hashable, Sendable {
        /// When it began.
        var began: Date
        /// When it was over.
        var ended: Date
        /// Why: `faxout stopped`, `the machine stood still`; each once.
        var causes: [String]

        /// How long it was, in seconds.
        var duration: TimeInterval { ended.timeIntervalSince(began) }
    }

    /// A while in which the spool did not answer: it was dead or stopped, or the machine stood still.
    private struct Pause {
        var began: Date
        var ended: Date
        var isStall: Bool
    }

    /// What was done, in the order in which it began.
    let disturbances: [Disturbance]
    /// Those in which heartbeats may have been missed.
    private let stalls: [Stall]
    private let pauses: [Pause]

    /// How long something takes to the disk at the most that is handed to a spool to which nothing is done, in seconds, on a machine that does
    /// not stand still; the time in which it does comes on top.
    static let settling = 0.5
    /// The same, from when a spool works that had died: programs connect to it anew, after half a second at the latest.
    static let recovery = 1.0
    /// Longer than this a program must not be silent that wants to keep its lease, in seconds: it says so five times in a lease, and what was
    /// said last may have been four fifths of that on its way.
    static let longestSilence = 0.7 * Double(ChaosRun.lease)
    /// Silences that are nearer to each other are one: between them a heartbeat may have been missed.
    private static let heartbeat = 0.2 * Double(ChaosRun.lease)
    /// From when a spool works until all are connected to it again, in seconds.
    private static let connecting = 0.5

    /// The timeline of a run.
    init(_ disturbances: [Disturbance], _ stalls: [Stall]) {
        self.disturbances = disturbances.sorted { $0.began < $1.began }
        self.stalls = stalls.filter { $0.duration >= Self.heartbeat }
        let outages = disturbances.filter { $0.victim.program == .spool }
        pauses =
            (outages.map { Pause(began: $0.began, ended: $0.worked, isStall: false) }
            + stalls.map { Pause(began: $0.began, ended: $0.ended, isStall: true) }).sorted { $0.began < $1.began }
    }

    /// When everything is on disk, and answered, that was on its way to the spool at `time`.
    func settled(_ time: Date) -> Date {
        var end = time.addingTimeInterval(Self.settling)
        for pause in pauses where pause.began <= end && pause.ended >= time {
            if pause.isStall {
                end.addTimeInterval(pause.ended.timeIntervalSince(pause.began))
            } else {
                end = max(end, pause.ended.addingTimeInterval(Self.recovery))
            }
        }
        return end
    }

    /// Whether the spool did not answer at some time between the two, or took its time.
    func isSlow(from first: Date, to last: Date) -> Bool {
        pauses.contains { $0.began <= last && $0.ended >= first }
    }

    /// The whiles in which the spool heard nothing of a program though it listened: the program was stopped, the machine stood still, or the
    /// spool had come back and was not connected to yet.
    func silences(of victim: Victim) -> [Silence] {
        var parts = stalls.map(\.silence)
        for disturbance in disturbances {
            if disturbance.victim == victim, disturbance.kind == .stopped {
                parts.append(disturbance.silence(until: disturbance.ended))
            } else if disturbance.victim.program == .spool, disturbance.kind != .stopped {
                let (back, connected) = (disturbance.worked, disturbance.worked.addingTimeInterval(Self.connecting))
                parts.append(Silence(began: back, ended: connected, causes: ["the spool came back"]))
            }
        }
        return Self.joined(parts, gap: Self.heartbeat)
    }

    /// The whiles in which nothing that a program says got to the disk: it was stopped, the spool was away, or the machine stood still.
    func outages(of victim: Victim) -> [Silence] {
        var parts = stalls.map(\.silence)
        for disturbance in disturbances {
            if disturbance.victim == victim, disturbance.kind == .stopped {
                parts.append(disturbance.silence(until: disturbance.ended))
            } else if disturbance.victim.program == .spool {
                parts.append(disturbance.silence(until: disturbance.worked.addingTimeInterval(Self.connecting)))
            }
        }
        return Self.joined(parts, gap: Self.settling)
    }

    /// Silences that are no further from each other than `gap`, in seconds, as one.
    private static func joined(_ parts: [Silence], gap: TimeInterval) -> [Silence] {
        var joined: [Silence] = []
        for part in parts.sorted(by: { $0.began < $1.began }) {
            guard var last = joined.last, part.began <= last.ended.addingTimeInterval(gap) else {
                joined.append(part)
                continue
            }
            last.ended = max(last.ended, part.ended)
            last.causes += part.causes.filter { !last.causes.contains($0) }
            joined[joined.count - 1] = last
        }
        return joined
    }
}

extension Stall {
    fileprivate var silence: Timeline.Silence {
        Timeline.Silence(began: began, ended: ended, causes: ["the machine stood still"])
    }
}

extension Disturbance {
    fileprivate func silence(until end: Date) -> Timeline.Silence {
        Timeline.Silence(began: began, ended: end, causes: ["\(victim.program.rawValue) \(kind.rawValue)"])
    }
}
