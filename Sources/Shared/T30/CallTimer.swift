/// The timers of a call. The standard's value is kept; its tolerance says how far a station may be off.
public enum CallTimer: Hashable, Sendable {
    /// T1, 35 s ± 5 s (T.30 §5.4.3.1): how long the two stations try to identify each other, at first and whenever
    /// they go back to phase B.
    case identification
    /// T4, 3 s ± 15 % from automatic equipment (T.30 §5.4.3.1): how long a response may take to begin.
    case response
    /// T5, 60 s ± 5 s (T.30 Annex A.5.4.1): how long the far end may stay busy (RNR).
    case receiverBusy
    /// 3 s + 15 % (T.30 §5.3.6.2): the longest frame of the binary coded procedure; a frame that has begun is over by
    /// then.
    case frame
    /// No timer of T.30, which sets a call no limit: how long a page may take, from the connection or the page before
    /// to its confirmation (`SendingPolicy.pageTime`). So a call of n pages has n times as long, whatever its far end does.
    case page(milliseconds: Int)

    /// Its length in milliseconds.
    public var milliseconds: Int {
        switch self {
        case .identification: 35_000
        case .response: 3_000
        case .receiverBusy: 60_000
        case .frame: 3_450
        case .page(let milliseconds): milliseconds
        }
    }
}
