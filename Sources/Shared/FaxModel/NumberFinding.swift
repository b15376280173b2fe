public import Foundation

/// What a call taught about the number that was dialled: it holds for every job that waits for the same number.
public enum NumberFinding: Hashable, Sendable {
    /// A fax machine answered; where the line did not bear the rate that was tried first, the next call is to begin with
    /// `nextRate`, in bit/s.
    case answered(nextRate: Int?)
    /// It can't be reached for now: not to be dialled again before that time.
    case unavailable(until: Date, reason: String)
    /// Somebody or something answered that is no fax machine: not to be dialled again before that time, and not for ever.
    case wrong(until: Date, reason: String)
}
