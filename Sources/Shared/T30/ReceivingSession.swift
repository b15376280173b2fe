import FaxModel

/// What a receiving call knows, apart from where it stands; its methods are the transitions.
struct ReceivingSession {
    let purpose: ReceivingPurpose
    let policy: ReceivingPolicy
    /// What will be reported.
    var report = CallReport(ending: .received)
    /// What the last DCS said, with the rate of the last CTC.
    var parameters: SessionParameters?
    /// What the far end is to send.
    var awaited = Awaited.firstCommand
    /// The page that is being received.
    var page = OpenPage.none
    /// How that page is sent.
    var pageParameters: SessionParameters?
    /// The block that is being received.
    var block = BlockAssembly()
    /// The number of the next page.
    var nextIndex = 0
    /// Whether a command can be the repetition of the one that was answered.
    var repetition = RepetitionWatch()
    /// The answer to the last command that ended something.
    var answer: Answer?
    /// The end of the page with error correction that was confirmed last, and whether the far end has begun anew since: it may
    /// send that page again, because it has not heard of it.
    var confirmedEnd: (signal: PartialPageSignal, isFollowedByTraining: Bool)?
    /// Whether the far end has given up parts of any page.
    var hasGivenUp = false
    /// What was sent last, for a far end that asks for it again (CRP).
    var lastFrames: [[UInt8]] = []
    /// Pages that were refused in a row.
    var refusals = 0
    /// Signals that changed nothing, since something did.
    var meaningless = 0
    /// Training checks since a page was confirmed.
    var trainings = 0
    /// Requests for frames (PPR) since a block was complete.
    var requests = 0
    /// Whether the caller has given the password that is wanted: once in a call is enough.
    var isAdmitted = false
    /// Why the call is to end after the training check: the far end would not hear it before.
    var refusal: CallEnding?
    /// Whether the call is to end after this page.
    var isCancelled = false

    /// Silence between signals of different modulation: 75 ms ± 20 ms (T.30 §5.3.2.2).
    static let gap = SendingSession.gap
    /// Signals that may change nothing, until something does.
    static let maximumMeaningless = 10
    /// Training checks without a page that is confirmed: far more than there are rates.
    static let maximumTrainings = 30
    /// Requests for frames without a block that is complete: four for each rate is what a sender is to have patience for
    /// (T.30 Annex A.1.3).
    static let maximumRequests = 40

    /// A session that has not begun.
    init(_ purpose: ReceivingPurpose, policy: ReceivingPolicy) {
        self.purpose = purpose
        self.policy = policy
    }

    /// Which station we are.
    var role: Role {
        switch purpose {
        case .answering: .called
        case .polling: .calling
        }
    }

    /// The transition from `state` on `event`.
    mutating func advance(from state: consuming ReceivingState, on event: CallEvent) -> ReceivingStep {
        repetition.note(event)
        switch consume state {
        case .ready:
            return ready(event)
        case .ended:
            return ReceivingStep(.ended)
        case .dialling:
            return dialling(event)
        case .answering:
            return answering(event)
        case .turnedAround(let turnaround, let offer):
            return ReceivingStep(.turnedAround(turnaround, offer))
        case .listening(let listening):
            return ended(by: event) ?? self.listening(listening, event)
        case .receiving(let incoming):
            return ended(by: event) ?? receiving(incoming, event)
        case .storing:
            return ended(by: event) ?? storing(event)
        case .disconnecting(let isHungUp):
            return disconnecting(isHungUp: isHungUp, event)
        }
    }

    /// The end that this event brings about in every state of a call under way; `nil` if it doesn't.
    private mutating func ended(by event: CallEvent) -> ReceivingStep? {
        switch event {
        case .modem(.callDropped): return end(awaited.drop, sayingGoodbye: false)
        case .modem(.failed(let sentence)): return end(.modemFailed, sayingGoodbye: false, detail: sentence)
        case .pageNotStored(let sentence):
            page = .none
            return end(.pageNotStored, detail: sentence)
        case .abandoned: return end(.abandoned, atOnce: true)
        case .timerExpired(.page): return end(.tooLong, atOnce: true)
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageStored, .cancelled: return nil
        }
    }

    /// A call that is no longer wanted before it has begun is over.
    private mutating func ready(_ event: CallEvent) -> ReceivingStep {
        switch event {
        case .cancelled, .abandoned:
            report.ending = .cancelled
            return ReceivingStep(.ended, [.finish(report)])
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageStored, .pageNotStored:
            return ReceivingStep(.ready)
        }
    }

    private mutating func dialling(_ event: CallEvent) -> ReceivingStep {
        switch event {
        case .modem(.connected):
            awaited = .identification
            let listener = SignalListener(limit: nil)
            return ReceivingStep(
                .listening(Listening(purpose: .farIdentification, listener: listener)),
                [.startTimer(.identification), .startTimer(pageTimer)])
        case .modem(.dialFailed(let failure)):
            return end(CallEnding(failure), sayingGoodbye: false)
        case .modem(.callDropped):
            return end(.noCarrier, sayingGoodbye: false)
        case .modem(.failed(let sentence)):
            return end(.modemFailed, sayingGoodbye: false, detail: sentence)
        case .cancelled, .abandoned:
            return end(.cancelled, sayingGoodbye: false)
        case .modem(.listening), .modem(.signalHeard), .modem(.frameReceived), .modem(.otherSignalHeard),
            .modem(.dataHeard),
            .modem(.dataReceived), .modem(.carrierLost), .modem(.hungUp), .timerExpired, .pagePrepared, .pageFailed,
            .pageStored, .pageNotStored:
            return ReceivingStep(.dialling)
        }
    }

    private mutating func answering(_ event: CallEvent) -> ReceivingStep {
        switch event {
        case .modem(.connected):
            return identify(after: [.startTimer(pageTimer)])
        case .modem(.dialFailed), .modem(.callDropped):
            return end(.answerFailed, sayingGoodbye: false)
        case .modem(.failed(let sentence)):
            return end(.modemFailed, sayingGoodbye: false, detail: sentence)
        case .cancelled, .abandoned:
            return end(.cancelled, sayingGoodbye: false)
        case .modem(.listening), .modem(.signalHeard), .modem(.frameReceived), .modem(.otherSignalHeard),
            .modem(.dataHeard),
            .modem(.dataReceived), .modem(.carrierLost), .modem(.hungUp), .timerExpired, .pagePrepared, .pageFailed,
            .pageStored, .pageNotStored:
            return ReceivingStep(.answering)
        }
    }

    /// How long the page at hand may take.
    var pageTimer: CallTimer { .page(milliseconds: policy.pageTime) }

    /// Ends the call: with DCN where the far end can hear it (T.30 §5.3.6.1.8), and on the hook in any case. A page that
    /// has begun is stored as far as it has come.
    ///
    /// - Parameter atOnce: whether what is being sent is broken off.
    mutating func end(
        _ ending: CallEnding, sayingGoodbye: Bool = true, atOnce: Bool = false, detail: String? = nil,
        after actions: [CallAction] = []
    ) -> ReceivingStep {
        // What goes wrong after the last page was confirmed is no harm to it.
        report.ending = awaited == .goodbye ? .received : ending
        report.detail = detail
        report.parameters = parameters
        let goodbye: [CallAction] = [
            .modem(.awaitSilence(milliseconds: Self.gap)), .modem(.sendFrames([frame(.dcn)])),
        ]
        let store = storeRest()
        return ReceivingStep(
            .disconnecting(isHungUp: false),
            actions + [.stopAllTimers] + (atOnce ? [.interruptModem] : []) + (sayingGoodbye ? goodbye : [])
                + [.modem(.hangUp)] + store)
    }

    /// Has the page stored that has begun, with the frames of a block up to the first that is missing.
    private mutating func storeRest() -> [CallAction] {
        if case .storing = page { return [] }
        let rest = block.takeData(of: block.complete)
        let last: [CallAction] = rest.isEmpty ? [] : beginPage() + [.pageData(rest)]
        guard case .arriving = page else { return [] }
        page = .storing(nil)
        return last + [.storePage]
    }

    private mutating func disconnecting(isHungUp: Bool, _ event: CallEvent) -> ReceivingStep {
        var isHungUp = isHungUp
        switch event {
        case .modem(.hungUp), .modem(.failed): isHungUp = true
        case .pageStored(let quality): keepPage(quality)
        case .pageNotStored: page = .none
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .cancelled, .abandoned: break
        }
        guard isHungUp, page == .none else { return ReceivingStep(.disconnecting(isHungUp: isHungUp)) }
        return ReceivingStep(.ended, [.finish(report)])
    }

    /// A frame of ours, as octets.
    func frame(
        _ field: FacsimileControlField, _ information: [UInt8] = [], isFinal: Bool = true
    ) -> [UInt8] {
        Frame(field, information, isFinal: isFinal, fromDISReceiver: role == .calling).octets
    }
}
