import Foundation
import TestSupport

/// Why something may be that must not be where nothing is done to anybody: what was done, to whom, and when.
struct Excuse: Hashable, Sendable, CustomStringConvertible {
    /// What it counts as: `deliver killed`.
    var cause: String
    /// When it began.
    var began: Date
    /// When it was over.
    var ended: Date

    /// Something that was done.
    init(_ disturbance: Disturbance) {
        cause = "\(disturbance.victim.program.rawValue) \(disturbance.kind.rawValue)"
        (began, ended) = (disturbance.began, disturbance.worked)
    }

    /// Somebody was not heard for too long.
    init(_ silence: Timeline.Silence) {
        cause = silence.causes.sorted().joined(separator: ", ")
        (began, ended) = (silence.began, silence.ended)
    }

    var description: String { "\(cause) \(began.clock)–\(ended.clock)" }
}

extension Timeline {
    /// Why the mail server may have had a mail twice. It was not on disk that the earlier had gone when its `deliver` was killed, or had been silent
    /// for so long that somebody else had its task; or the later came from one that had been silent for so long, and did not know yet that
    /// the task was another's.
    ///
    /// What a dead process had said may have been with the mail server, and not read yet; nobody says anything in its place before another
    /// one works.
    func excuse(forMail earlier: Notification, again later: Notification) -> Excuse? {
        let deliver = Victim(program: .deliver, copy: earlier.deliverer)
        let settled = settled(earlier.time)
        for disturbance in disturbances where disturbance.victim == deliver && disturbance.kind == .killed {
            if disturbance.began <= settled, earlier.time <= disturbance.worked { return Excuse(disturbance) }
        }
        return lostLease(of: deliver, from: earlier.time, to: settled)
            ?? lostLease(of: Victim(program: .deliver, copy: later.deliverer), from: later.time, to: later.time)
    }

    /// Why a page may have come again that the far end confirmed at `time` in a call of this `faxout` that it had dialled at `dialled`.
    func excuse(forPageOf copy: Int, confirmedAt time: Date, dialledAt dialled: Date) -> Excuse? {
        let faxout = Victim(program: .faxout, copy: copy)
        let settled = settled(time)
        for disturbance in disturbances where disturbance.victim == faxout && disturbance.kind == .killed {
            if disturbance.began <= settled, time <= disturbance.ended { return Excuse(disturbance) }
            // What it had sent was still on its way: the far end confirms it to nobody.
            if dialled < disturbance.began, time > disturbance.ended { return Excuse(disturbance) }
        }
        // It hears that its lease is over, and finishes the page that it is at.
        return lostLease(of: faxout, from: time.addingTimeInterval(-Self.onePage), to: settled)
    }

    /// How long a page takes at the most, with the answer to it, in seconds.
    private static let onePage = 2.0

    /// A silence of a program that may have cost it a lease which it used between the two: others had its task then, and it could not know that
    /// before it was told.
    private func lostLease(of victim: Victim, from first: Date, to last: Date) -> Excuse? {
        for silence in silences(of: victim) where silence.duration > Self.longestSilence {
            if silence.began <= last, first <= settled(silence.ended) { return Excuse(silence) }
        }
        return nil
    }

    // MARK: Calls that come in

    /// Why the mail of a call that came in may not know of a page that was confirmed to its caller at `time`.
    ///
    /// It is on disk before the far end is told, unless the spool was slow. Then faxout may die before it is; or the fax goes on by itself.
    func excuse(forConfirmationAt time: Date, in call: CallerRecord) -> Excuse? {
        let asked = time.addingTimeInterval(-Self.confirming)
        if isSlow(from: asked, to: time), let death = death(of: call, from: asked, to: settled(time)) { return death }
        return overdue(call, to: settled(time))
    }

    /// Why the mail of a call that came in may not know how it ended, though its caller knows that all has gone through: faxout was killed or
    /// told to end before the end was on disk, or the fax had to wait for so long that it went on by itself.
    func excuse(forEndOf call: CallerRecord) -> Excuse? {
        guard let last = call.confirmations.last?.time, let end = call.end?.time else { return nil }
        let settled = settled(end.addingTimeInterval(Self.hangingUp))
        if let death = death(of: call, from: last, to: settled) { return death }
        for disturbance in disturbances where disturbance.victim == call.faxout && disturbance.kind == .terminated {
            // It does not wait for long for what calls still have to say.
            if disturbance.began <= settled, last <= disturbance.ended { return Excuse(disturbance) }
        }
        return overdue(call, to: settled)
    }

    /// How long before its caller hears of it a page is said to be confirmed, in seconds, at the most.
    private static let confirming = 1.0
    /// How long after its caller has heard all it takes at the most until our end of the line has hung up, in seconds: DCN and a command of the
    /// modem take some tenths of a second each.
    private static let hangingUp = 1.0
    /// How long nothing may be heard of a call at the most, in seconds, without its fax going on by itself: it says that it goes on three times
    /// in the fax's patience.
    static let longestWait = Double(ChaosRun.patience) * 2 / 3 - settling

    private func death(of call: CallerRecord, from first: Date, to last: Date) -> Excuse? {
        for disturbance in disturbances where disturbance.victim == call.faxout && disturbance.kind == .killed {
            if disturbance.began <= last, first <= disturbance.worked { return Excuse(disturbance) }
        }
        return nil
    }

    private func overdue(_ call: CallerRecord, to last: Date) -> Excuse? {
        for outage in outages(of: call.faxout) where outage.duration > Self.longestWait {
            if outage.began <= last, call.began <= outage.ended { return Excuse(outage) }
        }
        return nil
    }
}

extension CallerRecord {
    /// The program whose line was called.
    var faxout: Victim { Victim(program: .faxout, copy: line.hasPrefix(ChaosRun.lineName(0)) ? 0 : 1) }
}
