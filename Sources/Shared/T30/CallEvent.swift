public import FaxModel

/// What a call is told.
public enum CallEvent: Hashable, Sendable {
    /// The modem reports this.
    case modem(ModemEvent)
    /// A timer that was started, and not stopped since, has run out.
    case timerExpired(CallTimer)
    /// The page that was asked for: its coded lines, in each octet the least significant bit first.
    case pagePrepared([UInt8])
    /// The page that was asked for can't be had; the sentence says why.
    case pageFailed(String)
    /// The call is no longer wanted: it ends before pages, or after the page that is being sent.
    case cancelled
    /// The call must not go on: it ends at once, also within a page.
    case abandoned
}

/// What a call wants to have done.
public enum CallAction: Hashable, Sendable {
    /// Have the modem do this, after everything that it was told before.
    case modem(ModemCommand)
    /// Have the modem end what it is sending as soon as it can, and forget what it was told and has not begun.
    case interruptModem
    /// Start this timer, anew if it runs.
    case startTimer(CallTimer)
    /// Stop this timer, if it runs.
    case stopTimer(CallTimer)
    /// Stop every timer.
    case stopAllTimers
    /// Answer with `.pagePrepared` or `.pageFailed`.
    case preparePage(PageRequest)
    /// The far end has confirmed so many pages of the order, from the first. Record it before anything else is done.
    case confirmPages(Int)
    /// The call is over; nothing follows.
    case finish(CallReport)
}

/// What became of a call.
public struct CallReport: Hashable, Sendable {
    /// How it ended.
    public var ending: CallEnding
    /// What the modem or the page supplier said, where that is why it ended.
    public var detail: String?
    /// Pages of the order, from the first, that the far end confirmed.
    public var confirmedPages: Int
    /// What the far end calls itself (CSI).
    public var remoteStation: StationID?
    /// What was agreed on last; `nil` when it never came to a DCS.
    public var parameters: SessionParameters?

    /// A report of a call that has not begun to talk.
    init(ending: CallEnding) {
        self.ending = ending
        self.confirmedPages = 0
    }
}
