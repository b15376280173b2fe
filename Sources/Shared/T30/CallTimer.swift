/// The timers of a call. The standard's value is kept; its tolerance says how far a station may be off.
public enum CallTimer: Hashable, Sendable, CaseIterable {
    /// T1, 35 s ± 5 s (T.30 §5.4.3.1): how long the two stations try to identify each other.
    case identification
    /// T2, 6 s ± 1 s (T.30 §5.4.3.1): how long a station waits for a command before it goes back to phase B.
    case command
    /// T4, 3 s ± 15 % from automatic equipment (T.30 §5.4.3.1): how long a response may take to begin.
    case response
    /// T5, 60 s ± 5 s (T.30 Annex A.5.4.1): how long the far end may stay busy (RNR).
    case receiverBusy
    /// 3 s + 15 % (T.30 §5.3.6.2): the longest frame of the binary coded procedure; a frame that has begun is over by
    /// then.
    case frame

    /// Its length in milliseconds.
    public var milliseconds: Int {
        switch self {
        case .identification: 35_000
        case .command: 6_000
        case .response: 3_000
        case .receiverBusy: 60_000
        case .frame: 3_450
        }
    }
}
