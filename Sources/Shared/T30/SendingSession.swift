import FaxModel

/// What a sending call knows, apart from where it stands; its methods are the transitions.
struct SendingSession {
    let order: SendingOrder
    let policy: SendingPolicy
    /// Which station we are: the called one when we are polled.
    let role: Role
    /// What will be reported.
    var report = CallReport(ending: .sent)
    /// What the far end said of itself last.
    var capabilities: Capabilities?
    /// What both sides have, fastest first.
    var modulations: [Modulation] = []
    /// Which of `modulations` is in use.
    var modulationIndex = 0
    /// The rate that was tried first in this call, in bit/s.
    var firstRate: Int?
    /// The rate at which the last page was confirmed, in bit/s.
    var confirmedRate: Int?
    /// What the last DCS said.
    var parameters: SessionParameters?
    /// The page that is being sent, from 0.
    var pageIndex = 0
    /// How often the page has been refused.
    var refusals = 0
    /// How often the far end has begun anew before it had confirmed a rate.
    var restarts = 0
    /// The page's coded lines.
    var page: [UInt8] = []
    /// The block of the page that is being sent, from 0.
    var blockIndex = 0
    /// PPRs for the block since it was begun or the rate changed.
    var requests = 0
    /// The training sequence that the next data are to have: short after CFR, long after CTR.
    var training = TrainingSequence.long
    /// Whether the call is to end after this page.
    var isCancelled = false

    /// Silence between signals of different modulation, in milliseconds: 75 ms ± 20 ms (T.30 §5.3.2.2), of which a modem's own
    /// delays add to the shorter half.
    static let gap = 60

    /// A session that has not begun.
    init(order: SendingOrder, policy: SendingPolicy, role: Role = .calling) {
        self.order = order
        self.policy = policy
        self.role = role
    }

    /// Whether there are pages to be sent.
    var hasPages: Bool { pageIndex < order.pages.count }

    /// A frame of ours, as octets.
    func frame(_ field: FacsimileControlField, _ information: [UInt8] = [], isFinal: Bool = true) -> [UInt8] {
        Frame(field, information, isFinal: isFinal, fromDISReceiver: role == .calling).octets
    }

    /// The modulation in use.
    var modulation: Modulation? {
        modulations.indices.contains(modulationIndex) ? modulations[modulationIndex] : nil
    }

    /// The transition from `state` on `event`.
    mutating func advance(from state: consuming SendingState, on event: CallEvent) -> SendingStep {
        switch consume state {
        case .ready:
            return ready(event)
        case .ended:
            return SendingStep(.ended)
        case .dialling:
            return dialling(event)
        case .identifying(let listener):
            let drop = parameters == nil ? CallEnding.lineDroppedInNegotiation : .lineDropped
            return ended(by: event, drop: drop) ?? identifying(listener, event)
        case .exchanging(let exchange):
            let drop = exchange.purpose == .training ? CallEnding.lineDroppedInTraining : .lineDropped
            return ended(by: event, drop: drop) ?? exchanging(exchange, event)
        case .preparingPage:
            return ended(by: event) ?? preparingPage(event)
        case .disconnecting(let report):
            return disconnecting(report, event)
        case .turnedAround(let turnaround):
            return SendingStep(.turnedAround(turnaround))
        }
    }

    /// The end that this event brings about in every state of a call under way; `nil` if it doesn't.
    ///
    /// - Parameter drop: what it means that the connection is lost.
    private mutating func ended(by event: CallEvent, drop: CallEnding = .lineDropped) -> SendingStep? {
        switch event {
        case .modem(.callDropped): return end(drop, sayingGoodbye: false)
        case .modem(.failed(let sentence)): return end(.modemFailed, sayingGoodbye: false, detail: sentence)
        case .pageFailed(let sentence): return end(.pageUnavailable, detail: sentence)
        case .abandoned: return end(.abandoned, atOnce: true)
        case .timerExpired(.page): return end(.tooLong, atOnce: true)
        case .modem, .timerExpired, .pagePrepared, .pageStored, .pageNotStored, .cancelled: return nil
        }
    }

    /// A call that is no longer wanted before it has begun is over.
    private mutating func ready(_ event: CallEvent) -> SendingStep {
        switch event {
        case .cancelled, .abandoned:
            report.ending = .cancelled
            return SendingStep(.ended, [.finish(report)])
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageStored, .pageNotStored:
            return SendingStep(.ready)
        }
    }

    /// How long the page at hand may take.
    var pageTimer: CallTimer { .page(milliseconds: policy.pageTime) }

    private mutating func dialling(_ event: CallEvent) -> SendingStep {
        switch event {
        case .modem(.connected):
            return SendingStep(
                .identifying(SignalListener(limit: nil)), [.startTimer(.identification), .startTimer(pageTimer)])
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
            .modem(.dataReceived), .modem(.carrierLost), .modem(.hungUp),
            .timerExpired, .pagePrepared, .pageFailed, .pageStored, .pageNotStored:
            return SendingStep(.dialling)
        }
    }

    /// Ends the call: with DCN where the far end can hear it (T.30 §5.3.6.1.8), and on the hook in any case.
    ///
    /// - Parameter atOnce: whether what is being sent is broken off.
    mutating func end(
        _ ending: CallEnding, sayingGoodbye: Bool = true, atOnce: Bool = false, detail: String? = nil
    ) -> SendingStep {
        report.ending = ending
        report.detail = detail
        report.parameters = parameters
        report.nextRate = nextRate(after: ending)
        let goodbye: [CallAction] = [
            .modem(.awaitSilence(milliseconds: Self.gap)), .modem(.sendFrames([frame(.dcn)])),
        ]
        return SendingStep(
            .disconnecting(report),
            [.stopAllTimers] + (atOnce ? [.interruptModem] : []) + (sayingGoodbye ? goodbye : []) + [.modem(.hangUp)])
    }

    /// What the line has shown of its rates in this call.
    private func nextRate(after ending: CallEnding) -> Int? {
        guard let firstRate else { return nil }
        if let confirmedRate { return confirmedRate < firstRate ? confirmedRate : nil }
        guard ending.group == .training || ending.group == .page else { return nil }
        return modulations.lazy.map(\.bitRate).filter { $0 < firstRate }.max()
    }

    private func disconnecting(_ report: CallReport, _ event: CallEvent) -> SendingStep {
        switch event {
        case .modem(.hungUp), .modem(.failed):
            return SendingStep(.ended, [.finish(report)])
        case .modem(.callDropped):
            return SendingStep(.disconnecting(report))
        case .modem(.connected), .modem(.dialFailed), .modem(.listening), .modem(.signalHeard), .modem(.frameReceived),
            .modem(.otherSignalHeard), .modem(.dataHeard), .modem(.dataReceived), .modem(.carrierLost), .timerExpired,
            .pagePrepared, .pageFailed,
            .pageStored, .pageNotStored, .cancelled, .abandoned:
            return SendingStep(.disconnecting(report))
        }
    }
}
