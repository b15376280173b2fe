import FaxModel

/// Where a receiving call stands. (Phases of T.30 §3.1.)
enum ReceivingState: ~Copyable {
    /// Nothing has been done yet.
    case ready
    /// Phase A: the number is being dialled, to poll.
    case dialling
    /// Phase A: the call is being answered.
    case answering
    /// Phase B to D: the far end is to send something, and has not begun.
    case listening(Listening)
    /// Phase B or C: data are coming in.
    case receiving(Incoming)
    /// Phase D: a page has ended, and is being stored.
    case storing
    /// Phase E: says goodbye.
    case disconnecting(isHungUp: Bool)
    /// Phase B: we send from here on.
    case turnedAround(Turnaround, PollingOffer)
    /// The call is over.
    case ended
}

/// Waits for the far end.
struct Listening: Hashable, Sendable {
    /// What it is to send. Any command is taken in, whatever is expected.
    enum Purpose: Hashable, Sendable {
        /// A DIS, before we poll.
        case farIdentification
        /// An answer to our DIS.
        case identification
        /// An answer to our DTC, which may still be sent so many times.
        case pollAnswer(triesLeft: Int)
        /// The training check after a DCS.
        case check
        /// A page or a block.
        case message(TrainingSequence)
        /// A command.
        case command
        /// DCN.
        case goodbye
    }

    let purpose: Purpose
    var listener: SignalListener
}

/// Data that are coming in.
enum Incoming: Hashable, Sendable {
    case check(TrainingCheck)
    case page(PageTail)
    /// Frames; whether the far end has said that they are all (RCP).
    case block(isEnded: Bool)
}

/// The page that is being received.
enum OpenPage: Hashable, Sendable {
    /// None has begun.
    case none
    /// It has begun. Whether the far end has begun anew since, and whether parts are missing that it has given up (EOR).
    case arriving(isSuperseded: Bool, isIncomplete: Bool)
    /// The page supplier stores it; after that, its end is answered, if there was one.
    case storing(PageEnd?)
}

/// The command that ended a page, and tells its repetitions from others.
struct PageEnd: Hashable, Sendable {
    /// What follows.
    var next: PostMessage
    /// What the PPS said; `nil` without error correction and for EOR.
    var signal: PartialPageSignal?
    /// Whether parts are missing that the far end has given up, now (EOR) or before.
    var isIncomplete = false
    /// Whether it was an EOR.
    var isEndOfRetransmission = false
}

/// What a command is answered with, and its repetition alike.
struct Answer: Hashable, Sendable {
    /// The command, if it ended a page.
    var end: PageEnd?
    /// The PPS-NULL, if it ended a block within a page.
    var block: PartialPageSignal?
    /// What is sent.
    var field: FacsimileControlField
    /// What the far end is to send then.
    var purpose: Listening.Purpose
    /// What the call lacks when it does not.
    var awaited: Awaited
    /// The page that it confirms or refuses, by its place in the report; `nil` when there is none.
    var page: Int?
    /// Whether it has been sent.
    var isSent = false
}

/// A state, and what to do on the way to it.
struct ReceivingStep: ~Copyable {
    let state: ReceivingState
    let actions: [CallAction]

    init(_ state: consuming ReceivingState, _ actions: [CallAction] = []) {
        self.state = state
        self.actions = actions
    }
}
