import FaxModel

/// Tells an MPS that is repeated, because our answer was lost, from one after a page that went unheard.
///
/// Nothing in the command does. So it counts as repeated only when it comes within the far end's T4, and when nothing
/// else has been heard since our answer: data, a carrier that was not understood, a signal that could have drowned one.
///
/// A modem that awaits data says of frames, too, that another signal is heard. So another signal is that of the repetition itself
/// where it begins when one can, and the frame's flags are found within the time that flags last.
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
    /// Whether another signal than data is heard, and no flags in it so far.
    private var isHearingOther = false
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
        case .timerExpired(.preamble): if isHearingOther { hasHeardElse = true }
        case .modem(.otherSignalHeard):
            if time == .possible { isHearingOther = true } else { hasHeardElse = true }
        case .modem(.signalHeard):
            // Flags that come after another signal were on their way when that began.
            isInTime = time == .possible || isHearingOther
            isHearingOther = false
        case .modem(.dataHeard), .modem(.carrierLost), .modem(.frameReceived(_, false)): hasHeardElse = true
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageStored, .pageNotStored, .cancelled, .abandoned:
            break
        }
    }

    /// A signal has been heard that means nothing.
    mutating func noteMeaningless() { hasHeardElse = true }
}
