import FaxModel

/// A call that dials and sends (T.30 §5, calling terminal, transmitter), without and with error correction (Annex A).
///
/// Duties: it identifies the far end, agrees on parameters, trains the fastest rate that the line bears, sends the
/// pages, and takes a page for sent only when the far end says so (MCF, RTP or PIP). Whatever happens, it ends with one
/// `.finish`. With `SendingOrder.polling` it asks for a document when its pages are sent, and receives that.
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
    private var call: FaxCall

    /// A call that has not begun.
    public init(order: SendingOrder, policy: SendingPolicy) {
        call = FaxCall(order: order, policy: policy)
    }

    /// Begins the call.
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
