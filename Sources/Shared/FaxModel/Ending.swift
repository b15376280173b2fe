import Foundation

/// Word from the spool that a task is over although no worker has ended it: whoever takes the task tells the history and
/// the sender, whatever stage it came from.
public struct Ending: Hashable, Sendable, Codable {
    /// Who or what ended it.
    public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The operator did.
        case cancelled
        /// Its time was over.
        case expired
        /// Its number is barred.
        case barred
        /// Too many workers died with it.
        case abandoned
    }

    /// The stage that the task waited for: its payload and checkpoint are those of that stage.
    public var stage: Stage
    /// Who or what ended it.
    public var cause: Cause
    /// Why, for the history and the sender.
    public var failure: Failure

    /// A task of `stage` is over.
    public init(stage: Stage, cause: Cause, failure: Failure) {
        self.stage = stage
        self.cause = cause
        self.failure = failure
    }
}
