import FaxModel

/// A call of either kind, and what it turns into when the stations change roles.
///
///     sending ── our pages are sent, and we want to poll (DIS with bit 9) ─▶ receiving
///     receiving ── the caller polls (DTC), and we have a document ─▶ sending
///
/// A call turns around once.
struct FaxCall: ~Copyable {
    private enum State: ~Copyable {
        case sending(SendingState)
        case receiving(ReceivingState)
    }

    private var state: State
    private var sending: SendingSession?
    private var receiving: ReceivingSession?
    /// What is asked for when the pages are sent.
    private let request: PollingRequest?
    private let receivingPolicy: ReceivingPolicy
    private var hasStarted = false

    /// A call that dials and sends.
    init(order: SendingOrder, policy: SendingPolicy) {
        state = .sending(.ready)
        sending = SendingSession(order: order, policy: policy)
        request = order.polling
        receivingPolicy = order.receivingPolicy
    }

    /// A call that is answered, or made to poll.
    init(_ purpose: ReceivingPurpose, policy: ReceivingPolicy) {
        state = .receiving(.ready)
        receiving = ReceivingSession(purpose, policy: policy)
        request = nil
        receivingPolicy = policy
    }

    /// Begins the call.
    mutating func start() -> [CallAction] {
        precondition(!hasStarted, "a call is started once")
        hasStarted = true
        if let sending {
            state = .sending(.dialling)
            return [.modem(.dial(sending.order.number))]
        }
        switch receiving?.purpose {
        case .polling(let number, _):
            state = .receiving(.dialling)
            return [.modem(.dial(number))]
        case .answering, nil:
            state = .receiving(.answering)
            return [.modem(.answer)]
        }
    }

    /// Takes an event in.
    mutating func handle(_ event: CallEvent) -> [CallAction] {
        var current = State.sending(.ended)
        swap(&current, &state)
        switch consume current {
        case .sending(let before):
            guard let step = sending?.advance(from: before, on: event) else { return [] }
            return take(step)
        case .receiving(let before):
            guard let step = receiving?.advance(from: before, on: event) else { return [] }
            return take(step)
        }
    }

    private mutating func take(_ step: consuming SendingStep) -> [CallAction] {
        let actions = step.actions
        let after = step.state
        switch consume after {
        case .turnedAround(let turnaround):
            var session = ReceivingSession(.polling(number: "", request ?? PollingRequest()), policy: receivingPolicy)
            session.report = turnaround.report
            let timers: [CallAction] = [.stopAllTimers, .startTimer(session.pageTimer)]
            let first = session.poll(turnaround.frames, after: actions + timers)
            receiving = session
            sending = nil
            return take(first)
        case let next:
            state = .sending(next)
            return actions
        }
    }

    private mutating func take(_ step: consuming ReceivingStep) -> [CallAction] {
        let actions = step.actions
        let after = step.state
        switch consume after {
        case .turnedAround(let turnaround, let offer):
            var session = SendingSession(
                order: SendingOrder(number: "", pages: offer.pages), policy: offer.policy, role: .called)
            session.report = turnaround.report
            let timers: [CallAction] = [.stopAllTimers, .startTimer(session.pageTimer)]
            let first = session.beginPolled(turnaround.frames, after: actions + timers)
            sending = session
            receiving = nil
            return take(first)
        case let next:
            state = .receiving(next)
            return actions
        }
    }
}

/// What a receiving call is made for.
enum ReceivingPurpose: Hashable, Sendable {
    /// It rings, and is answered; callers who poll may have one of these.
    case answering([PollingOffer])
    /// We dial, and ask for a document.
    case polling(number: String, PollingRequest)
}
