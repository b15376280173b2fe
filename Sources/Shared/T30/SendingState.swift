import FaxModel

/// Where a sending call stands. (Phases of T.30 §3.1.)
enum SendingState: ~Copyable {
    /// Nothing has been done yet.
    case ready
    /// Phase A: the number is being dialled.
    case dialling
    /// Phase B: waits for the far end's DIS, for T1.
    case identifying(SignalListener)
    /// Phase B to D: a command has been sent, its response is awaited.
    case exchanging(Exchange)
    /// Phase C: the page supplier is at work.
    case preparingPage
    /// Phase E: says goodbye.
    case disconnecting(CallReport)
    /// Phase B: we receive from here on.
    case turnedAround(Turnaround)
    /// The call is over.
    case ended
}

/// A command that waits for its response, repeated while none comes (T.30 §5.4: three times in all).
struct Exchange: Hashable, Sendable {
    /// What was commanded.
    let purpose: Purpose
    /// What sends the command once more.
    let repetition: [ModemCommand]
    /// How often it may still be sent.
    let triesLeft: Int
    /// Hears the response.
    var listener = SignalListener(limit: .response)
    /// Echoes of our own commands that have been heard.
    var echoes = 0

    /// What a command was sent for.
    enum Purpose: Hashable, Sendable {
        /// DCS and TCF: CFR or FTT.
        case training
        /// MPS, EOM or EOP without error correction: MCF, RTP, RTN, PIP or PIN.
        case page(FacsimileControlField)
        /// PPS: MCF, PPR, RNR, PIP or PIN.
        case block(PartialPageSignal)
        /// RR after a PPS: MCF, PPR, RNR, PIP or PIN.
        case readiness(PartialPageSignal)
        /// CTC with these frames to be sent after it: CTR.
        case modulationChange(PartialPageSignal, frames: [Int])
        /// EOR: ERR.
        case retransmissionEnd
        /// RR after an EOR: ERR.
        case readinessForEnd
    }
}

/// A state, and what to do on the way to it.
struct SendingStep: ~Copyable {
    let state: SendingState
    let actions: [CallAction]

    init(_ state: consuming SendingState, _ actions: [CallAction] = []) {
        self.state = state
        self.actions = actions
    }
}
