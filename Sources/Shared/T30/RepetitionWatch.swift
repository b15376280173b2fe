import FaxModel

/// Tells an MPS that is repeated, because our answer was lost, from one after a page that went unheard.
///
/// Nothing in the command does. So it counts as repeated only when it comes within the far end's T4, and when nothing
/// else has been heard since our answer: data, a carrier that was not understood, a signal that could have drowned one.
struct RepetitionWatch: Hashable, Sendable {
    /// Where in time we are.
    private enum Time: Hashable, Sendable {
        /// The far end still waits for our answer.
        case tooEarly
        case possible
        /// It would have repeated its command by now.
        case over
    }

    private var time = Time.tooEarly
    /// Whether the signal that is being heard began at a time at which it can be a repetition.
    private var isInTime = false
    private var hasHeardElse = false
    private var isRunning = false

    /// Whether the command that has been heard can be a repetition.
    var canBeRepeated: Bool { isInTime && !hasHeardElse }

    /// A command has been received.
    mutating func commandReceived() -> [CallAction] {
        self = RepetitionWatch()
        return [.stopTimer(.repetition), .startTimer(.earliestRepetition)]
    }

    /// Our answer has been sent, and the far end is listened to.
    mutating func answered() -> [CallAction] {
        guard !isRunning else { return [] }
        isRunning = true
        return [.startTimer(.repetition)]
    }

    /// Takes in what happens meanwhile.
    mutating func note(_ event: CallEvent) {
        switch event {
        case .timerExpired(.earliestRepetition): if time == .tooEarly { time = .possible }
        case .timerExpired(.repetition): time = .over
        case .modem(.signalHeard): isInTime = time == .possible
        case .modem(.dataHeard), .modem(.carrierLost), .modem(.frameReceived(_, false)): hasHeardElse = true
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageStored, .pageNotStored, .cancelled, .abandoned:
            break
        }
    }

    /// A signal has been heard that means nothing.
    mutating func noteMeaningless() { hasHeardElse = true }
}
