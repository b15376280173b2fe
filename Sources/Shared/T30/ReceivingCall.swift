import FaxModel

/// A call that is answered and receives (T.30 §5, called terminal, receiver), without and with error correction
/// (Annex A).
///
/// Duties: it identifies our station, judges the training check, has pages decoded and stored while they come, and
/// confirms a page (MCF, RTP) only when it is on disk. A command that is repeated because our answer was lost is
/// answered again, and changes nothing. Whatever happens, it ends with one `.finish`.
///
///     ready ─▶ answering ─▶ listening(identification) ─DCS▶ listening(check) ─▶ receiving(check) ─▶ CFR or FTT
///                               ▲                                ▲
///       T2, nothing was heard   │                                │ DCS
///                               └──────── listening(message, command, goodbye) ◀── the answer ──┐
///                                             │ data          │ MPS, EOM, EOP, PPS, EOR, RR     │
///                                             ▼               ▼                                 │
///                                      receiving(page, block) ─▶ storing ───────────────────────┘
///     from everywhere ─▶ disconnecting ─▶ ended
///
/// When it polls, it begins with dialling, waits for the far end's DIS, and sends DTC in the place of DIS. A caller that
/// polls (DTC) gets a document that is offered: the call turns around, and sends.
///
/// To drive it: hand the actions of `start()` and `handle(_:)` on in their order, and every modem report, timer and page
/// supplier's answer back in. Pages are a stream: `.beginPage`, `.pageData` as often as data come, then `.storePage` or
/// `.discardPage`. `.storePage` is answered at once by `.pageStored` or `.pageNotStored` if it is carried out in
/// the same thread, or later from another; the call goes on meanwhile, and ends only after that answer.
///
/// It never reads a clock: timers are started by actions and come back as events. Events that mean nothing in a state,
/// such as a timer that ran out while it was being stopped, change nothing.
///
/// Oddities: without error correction, nothing tells a repeated MPS from one after a page that went wholly unheard
/// (`RepetitionWatch`); when in doubt the call ends, and the sender knows. As no operator is there, PRI-Q
/// means the same as Q, and PIP and PIN are never sent (T.30 §5.3.6.1.6). After EOM the DIS comes when no command was heard
/// for T2. A far end that is cut off within a page leaves a page without confirmation in the report.
public struct ReceivingCall: ~Copyable {
    private var call: FaxCall

    /// A call that rings and has not been answered.
    ///
    /// - Parameter offers: what a caller may get who polls. Which one it gets is said by `.offerTaken`; the pages of that are
    ///   asked for (`.preparePage`) and confirmed (`.confirmPages`) as those of a `SendingCall`.
    public init(policy: ReceivingPolicy, offers: [PollingOffer] = []) {
        call = FaxCall(.answering(offers), policy: policy)
    }

    /// A call to `number`, as the modem understands it, that asks for a document there.
    public init(polling number: String, _ request: PollingRequest, policy: ReceivingPolicy) {
        call = FaxCall(.polling(number: number, request), policy: policy)
    }

    /// Answers the call, or makes it.
    public mutating func start() -> [CallAction] {
        call.start()
    }

    /// Takes an event in.
    ///
    /// - Returns: what to do, in this order.
    public mutating func handle(_ event: CallEvent) -> [CallAction] {
        call.handle(event)
    }
}
