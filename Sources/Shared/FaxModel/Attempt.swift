public import Foundation

/// How a call ended, by class: what decides whether and when to try again.
public enum CallOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every page was confirmed.
    case sent
    /// The called number was engaged.
    case busy
    /// It rang, and nobody answered; or a fax machine did that is not able to receive at the moment.
    case noAnswer
    /// The call was not put through, or the line fell silent, before a fax machine was heard.
    case noCarrier
    /// Somebody or something answered that is no fax machine.
    case notFax
    /// The two machines have no way in common to send these pages.
    case incompatible
    /// No rate could be trained.
    case trainingFailed
    /// The far end did not accept a page (RTN, or an unknown answer) although it was repeated.
    case pageNotConfirmed
    /// The call broke off in the middle: the far end fell silent, hung up, broke the protocol or took for ever, or our
    /// modem failed.
    case dropped
    /// Our own trouble, with nothing connected; or a call that we ended. Never counted against the job.
    case local
    /// The worker died while the call was under way.
    case interrupted
}

/// One call of a job.
public struct Attempt: Hashable, Sendable, Codable {
    /// Counted from 1.
    public var number: Int
    /// The call; other faxes to the same number may have gone in it.
    public var call: CallID
    /// When the line began to dial, or answered.
    public var began: Date
    /// When the line was free again; `nil` while the call is under way, or when its worker died.
    public var ended: Date?
    /// The line's name.
    public var line: String
    /// What was dialled; of a call that we answered, who called, as far as the exchange told.
    public var dialled: String
    /// How it ended; `nil` while it is under way.
    public var outcome: CallOutcome?
    /// How it ended, as a sentence.
    public var sentence: String?
    /// Pages that were confirmed in this call.
    public var confirmedPages: Int
    /// The far end's CSI (T.30 §5.3.6.2.4), without padding.
    public var remoteStation: String?
    /// The last rate in bit/s.
    public var bitRate: Int?
    /// Whether the pages went in error correction mode (T.30 Annex A).
    public var errorCorrection: Bool?
    /// `MH`, `MR` or `MMR`.
    public var coding: String?

    /// An attempt that begins now.
    public init(number: Int, call: CallID, began: Date, line: String, dialled: String) {
        self.number = number
        self.call = call
        self.began = began
        self.line = line
        self.dialled = dialled
        self.confirmedPages = 0
    }
}
