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
    /// The page that was to be stored is on disk.
    case pageStored(CopyQuality)
    /// The page that was to be stored is not; the sentence says why.
    case pageNotStored(String)
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
    /// The caller polls, and gets the document of this place among those that are offered: the pages that are asked for and
    /// confirmed from here on are its pages.
    case offerTaken(Int)
    /// The far end has confirmed so many pages of the order, from the first. Record it before anything else is done.
    case confirmPages(Int)
    /// A page begins to be received: give it this number, and decode what comes with these parameters. One at a time is
    /// open.
    case beginPage(Int, SessionParameters)
    /// The next octets of the open page, in each the least significant bit first. With error correction they are free of
    /// errors, and zeros may follow the end of the page.
    case pageData([UInt8])
    /// The open page is complete, or as complete as it will be: put it on disk, and answer with `.pageStored` or
    /// `.pageNotStored`, within 0.8 s if that can be. The far end waits for the answer: with error correction it is
    /// told so (RNR) after that, for up to a minute; without, it repeats its command, and gives up after 9 s.
    case storePage
    /// The open page is not wanted: the far end has begun anew, and sends it again.
    case discardPage
    /// The stored page of this number is going to be confirmed: the far end will take it for sent. Record it before
    /// anything else is done.
    case confirmPage(Int)
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
    /// Pages that were received and stored, in order.
    public var receivedPages: [ReceivedPage] = []
    /// How many pages were received and confirmed.
    public var confirmedReceivedPages: Int { receivedPages.count { $0.confirmation == .confirmed } }
    /// What the far end calls itself (CSI, TSI or CIG).
    public var remoteStation: StationID?
    /// What the far end said of itself and its wishes besides.
    public var remoteFrames = RemoteFrames()
    /// What was agreed on last; `nil` when it never came to a DCS.
    public var parameters: SessionParameters?
    /// The rate, in bit/s, with which the next call to this station had better begin: the one at which pages got through, or,
    /// where none did, the next slower one. `nil` where the line bore the rate that was tried first, or was not tried.
    public var nextRate: Int?

    /// How it ended, as a sentence, with what the modem or the page supplier said.
    public var sentence: String { [ending.sentence, detail].compactMap { $0 }.joined(separator: " ") }

    /// A report of a call that has not begun to talk.
    init(ending: CallEnding) {
        self.ending = ending
        self.confirmedPages = 0
    }
}
