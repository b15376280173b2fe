import Class1
import Configuration
import FaxModel
import T30

/// An idle modem: what it is, and whether somebody calls.
extension LineSession {
    /// What the modem says that it is; empty where it says nothing.
    ///
    /// - Throws: `LineError` when the device is gone.
    mutating func identity() throws(LineError) -> String {
        var inquiry = ModemInquiry()
        while let command = inquiry.next() {
            write(command)
            let end = clock.now + .milliseconds(ModemInquiry.patience)
            wakeTime = end
            repeat { try turn() } while !inquiry.received(heard) && clock.now < end
        }
        wakeTime = nil
        return inquiry.answer
    }

    /// Has the modem go off-hook and listen to the digits that the exchange dials on to us; then it is a fax modem again, and may
    /// answer. What does not come is not waited for: the caller may be a fax machine that sends its tone already.
    private mutating func hear(_ tones: FaxoutSettings.Tones) throws(LineError) {
        let end = clock.now + .seconds(10)
        write(Array("\(tones.command)\r".utf8))
        wakeTime = end
        while rings.tones.count < tones.digits, !rings.hasHeardCaller, clock.now < end { try turn() }
        write(Array("\(faxClass)\r".utf8))
        var answer = ResultListener()
        wakeTime = clock.now + .seconds(2)
        repeat { try turn() } while !answer.received(heard) && clock.now < wakeTime ?? clock.now
    }

    /// A call that was waited for.
    enum AwaitedCall: Hashable, Sendable {
        /// None is to be waited for any more.
        case nobody
        /// It is to be answered.
        case wanted(CallerIdentification)
        /// It was not to be answered, and is over.
        case refused
    }

    /// Hangs up, where the modem went off-hook to hear digits.
    private mutating func hangUp() throws(LineError) {
        write(Array("ATH\r".utf8))
        var answer = ResultListener()
        wakeTime = clock.now + .seconds(5)
        repeat { try turn() } while !answer.received(heard) && clock.now < wakeTime ?? clock.now
    }

    /// Waits until it has rung so many times since the device was opened. A call that is refused is let ring until its caller has had
    /// enough: hanging up on it would be to answer it.
    ///
    /// - Parameters:
    ///   - tones: how the extension is heard that is called, where the exchange tells it so.
    ///   - checkInterval: how often the modem is initialised anew while nothing happens: that shows whether it still answers,
    ///     and sets one up again that was switched off and on meanwhile.
    ///   - patience: how long after a ring another one must come, until whoever called has hung up.
    ///   - refuses: asked once a call has rung so often; whether it is not to be answered.
    ///   - ringing: called when it begins to ring, and when that has ended without having been answered; whether the call may
    ///     be answered.
    /// - Throws: `LineError` when the modem does not answer any more, or its device is gone.
    mutating func awaitCall(
        rings wanted: Int, tones: FaxoutSettings.Tones? = nil, checkInterval: Duration, patience: Duration,
        refuses: (CallerIdentification) -> Bool = { _ in false }, ringing: (Bool) -> Bool
    ) throws -> AwaitedCall {
        var check = clock.now + checkInterval
        // One may have come while the modem was being initialised.
        var counted = 0
        var lastRing: ContinuousClock.Instant?
        var isRefused = false
        // Rings of the calls before the one that rings.
        var earlier = 0
        defer { wakeTime = nil }
        while true {
            // The next call may come before it is certain that the last one has ended: it says anew who calls.
            if isRefused, let told = rings.ringsBeforeCaller {
                isRefused = false
                earlier = max(0, told - 1)
            }
            if rings.rings > counted {
                if lastRing == nil, !ringing(true) { return .nobody }
                counted = rings.rings
                lastRing = clock.now
                if counted - earlier >= wanted, !isRefused {
                    if let tones { try hear(tones) }
                    guard refuses(rings.caller) else { return .wanted(rings.caller) }
                    isRefused = true
                    rings.forgetCaller()
                    if tones != nil {
                        try hangUp()
                        _ = ringing(false)
                        return .refused
                    }
                }
            }
            let forgotten = lastRing.map { $0 + patience }
            wakeTime = forgotten ?? check
            try turn()
            if pending.contains(where: { $0 == .cancelled || $0 == .abandoned }), lastRing == nil { return .nobody }
            pending.removeAll { $0 != .cancelled && $0 != .abandoned }
            guard rings.rings == counted else { continue }
            if let forgotten, forgotten <= clock.now {
                rings.ringingEnded()
                (counted, lastRing, earlier) = (0, nil, 0)
                _ = ringing(false)
                if isRefused { return .refused }
            } else if lastRing == nil, check <= clock.now {
                do { _ = try initialise() } catch is CancellationError { return .nobody }
                check = clock.now + checkInterval
            }
        }
    }
}
