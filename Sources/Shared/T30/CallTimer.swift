public import FaxModel

/// The timers of a call. The standard's value is kept; its tolerance says how far a station may be off.
///
/// T0, 60 s ± 5 s (T.30 §5.4.3.1), how long a caller waits for an answer, is the modem's (S7). T3, 10 s ± 5 s, how long an
/// operator is called, is not needed: there is none.
public enum CallTimer: Hashable, Sendable {
    /// T1, 35 s ± 5 s (T.30 §5.4.3.1): how long the two stations try to identify each other, at first and whenever
    /// they go back to phase B.
    case identification
    /// T2, 6 s ± 1 s (T.30 §5.4.3.1): how long a receiving station waits for a command or a message.
    case command
    /// T4, 3 s ± 15 % from automatic equipment (T.30 §5.4.3.1): how long a response may take to begin.
    case response
    /// T5, 60 s ± 5 s (T.30 Annex A.5.4.1): how long the far end may stay busy (RNR).
    case receiverBusy
    /// 3 s + 15 % (T.30 §5.3.6.2): the longest frame of the binary coded procedure; a frame that has begun is over by
    /// then.
    case frame
    /// No timer of T.30: how long a training check may take to begin. With the longest training sequence of 1.4 s it is over
    /// 3 s after its DCS; an answer after this time is still within the far end's T4.
    case trainingCheck
    /// No timer of T.30: how soon after its end a command can be repeated. The far end waits for its T4, which is 2.55 s
    /// at least.
    case earliestRepetition
    /// No timer of T.30: how late after our answer a command can be repeated. The far end waits for its T4, which is
    /// 3.45 s at most.
    case repetition
    /// No timer of T.30: how long the flags before a signal of 300 bit/s can last, until the modem has noticed them: 1 s ± 15 %
    /// (§5.3.1), and what the modem takes to be asked again.
    case preamble
    /// No timer of T.30: how long a page may take to be stored until the far end is told to wait, or is let repeat its
    /// command. An answer must not cross that repetition, or its double is taken for the answer to the next page: of a T4
    /// of 2.55 s at least, 1.4 s may go by on the way over satellites, and 0.3 s until flags are noticed.
    case storage
    /// No timer of T.30: how long a message may go on whose carrier was not heard within T2, or lost, until the command that
    /// ends it: that of a whole block with error correction (64 KiB, T.4 Annex A.3.6), which most pages without it do not exceed.
    case message(Modulation)
    /// No timer of T.30, which sets a call no limit: how long a page may take, from the connection or the page before
    /// to its confirmation (`SendingPolicy.pageTime`). So a call of n pages has n times as long, whatever its far end does.
    case page(milliseconds: Int)

    /// Its length in milliseconds.
    public var milliseconds: Int {
        switch self {
        case .identification: 35_000
        case .command: 6_000
        case .response: 3_000
        case .receiverBusy: 60_000
        case .frame: 3_450
        case .earliestRepetition: 2_400
        case .trainingCheck, .repetition: 4_000
        case .preamble: 1_500
        case .storage: 800
        case .message(let modulation): 65_536 * 8 * 1000 / modulation.bitRate
        case .page(let milliseconds): milliseconds
        }
    }
}

extension CallTimer: CustomStringConvertible {
    /// The timer for a log.
    public var description: String {
        switch self {
        case .identification: "T1 (35 s)"
        case .command: "T2 (6 s)"
        case .response: "T4 (3 s)"
        case .receiverBusy: "T5 (60 s)"
        case .frame: "the time of a frame (3.45 s)"
        case .trainingCheck: "the time of a training check (4 s)"
        case .earliestRepetition: "the time before a repetition (2.4 s)"
        case .repetition: "the time of a repetition (4 s)"
        case .preamble: "the time of flags (1.5 s)"
        case .storage: "the time to store a page (0.8 s)"
        case .message: "the time of a message (\(milliseconds / 1000) s)"
        case .page(let milliseconds): "the time of a page (\(milliseconds / 1000) s)"
        }
    }
}
