import FaxModel

/// A call that dials and sends (T.30 §5, calling terminal, transmitter), without and with error correction (Annex A).
///
/// Duties: it identifies the far end, agrees on parameters, trains the fastest rate that the line bears, sends the
/// pages, and takes a page for sent only when the far end says so (MCF, RTP or PIP). Whatever happens, it ends with one
/// `.finish`.
///
///     ready ─▶ dialling ─▶ identifying ─▶ exchanging(training) ─▶ preparingPage ─▶ exchanging(page, block …)
///                              ▲               ▲      │ FTT: slower     ▲                │
///                              │               └──────┘                 └── MPS ─────────┤
///                              └──────────────── EOM, PIP, PIN ──────────────────────────┤
///     from everywhere ─▶ disconnecting ─▶ ended                 RTN, RTP: training ◀─────┘
///
/// It never reads a clock: timers are started by actions and come back as events. Events that mean nothing in a state,
/// such as a timer that ran out while it was being stopped, change nothing.
///
/// Oddities: a page that was refused is trained one rate lower and repeated, a few times only. PIP counts as a
/// confirmation, PIN as a refusal, and as no operator is there, both go on with phase B (T.30 §5.3.6.1.6). A DIS in
/// answer to a post-message command means that the far end has begun anew: the page counts as refused.
public struct SendingCall: ~Copyable {
    private var state: SendingState
    private var session: SendingSession

    /// A call that has not begun.
    public init(order: SendingOrder, policy: SendingPolicy) {
        self.init(state: .ready, session: SendingSession(order: order, policy: policy))
    }

    private init(state: consuming SendingState, session: SendingSession) {
        self.state = state
        self.session = session
    }

    /// Begins the call.
    public mutating func start() -> [CallAction] {
        precondition(!session.hasStarted, "a call is started once")
        session.hasStarted = true
        state = .dialling
        return [.modem(.dial(session.order.number))]
    }

    /// Takes an event in.
    ///
    /// - Returns: what to do, in this order.
    public mutating func handle(_ event: CallEvent) -> [CallAction] {
        var session = self.session
        let step = session.advance(from: consume state, on: event)
        let actions = step.actions
        self = SendingCall(state: step.state, session: session)
        return actions
    }
}
