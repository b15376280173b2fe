import FaxModel

/// Puts the frames of one signal together, and tells a late answer from none: how a station waits for a response
/// (T.30 §5.4.3.1, T4).
///
/// The time limit holds until flags are heard; from then on, each frame has its own, and a signal has only so many. A
/// signal that was heard but could not be read gives the far end the whole time again, a few times.
struct SignalListener: Hashable, Sendable {
    /// What the listening has come to.
    enum Result: Hashable, Sendable {
        /// Nothing yet.
        case waiting
        /// The frames of a signal that could be read, at least one.
        case signal([Frame])
        /// Nothing in time, or nothing that could be read.
        case silence
    }

    /// How long nothing may be heard; `nil` where another timer limits the whole wait.
    private(set) var limit: CallTimer?
    /// What has the modem listen again when it has heard nothing.
    let reception: ModemCommand
    private var frames: [Frame] = []
    private var isLimited = false
    private var isHearing = false
    private var unreadable = 0
    private var frameTimers = 0

    /// Signals that may be unreadable until the far end counts as silent.
    private static let maximumUnreadable = 3
    /// How often the frame timer is started in a signal: for its flags and for its end, of 10 frames. T.30 §5.3.6 has no
    /// signal of more than about half as many; what goes on for longer is no signal that will end.
    private static let maximumFrameTimers = 20

    /// Listens for one signal.
    init(limit: CallTimer?, reception: ModemCommand = .receiveFrames) {
        self.limit = limit
        self.reception = reception
    }

    /// Takes an event in.
    ///
    /// - Returns: what to do, and what it came to; `nil` when the event is not the listener's business.
    mutating func hear(_ event: CallEvent) -> ([CallAction], Result)? {
        switch event {
        case .modem(.listening):
            guard let limit, !isLimited else { return ([], .waiting) }
            isLimited = true
            return ([.startTimer(limit)], .waiting)
        case .modem(.signalHeard):
            isHearing = true
            let actions = awaitFrame()
            // A message whose carrier was lost is over.
            if case .message = limit { limit = .command }
            return actions
        case .modem(.frameReceived(let octets, let isIntact)):
            return received(octets, isIntact: isIntact)
        case .modem(.carrierLost):
            return carrierLost()
        case .timerExpired(.frame) where isHearing || !frames.isEmpty:
            return frameMissing()
        case .timerExpired(let timer) where timer == limit && isLimited:
            return ([], .silence)
        case .modem(.connected), .modem(.dialFailed), .modem(.callDropped), .modem(.hungUp), .modem(.failed),
            .modem(.otherSignalHeard), .modem(.dataHeard), .modem(.dataReceived), .timerExpired, .pagePrepared,
            .pageFailed, .pageStored,
            .pageNotStored, .cancelled, .abandoned:
            return nil
        }
    }

    private mutating func received(_ octets: [UInt8], isIntact: Bool) -> ([CallAction], Result) {
        isHearing = true
        guard isIntact else { return awaitFrame() }
        guard let frame = Frame(octets: octets) else {
            // Unknown to T.30. If it was the last of its signal, the modem has stopped to receive.
            let wasFinal = octets.count > 1 && octets[1] & 0x10 != 0
            return wasFinal ? carrierLost() : awaitFrame()
        }
        frames.append(frame)
        guard frame.isFinal else { return awaitFrame() }
        return (stopLimit() + [.stopTimer(.frame)], .signal(frames))
    }

    /// Takes in that no frame has come within its time. Who waits for a command goes on doing so, as after a damaged one: the far
    /// end repeats it now, and must not be talked over. The modem is told to listen anew, for some hang when a carrier breaks off
    /// within its flags. To who waits for a response nothing is repeated.
    private mutating func frameMissing() -> ([CallAction], Result) {
        guard frames.isEmpty, limit == .command, unreadable + 1 < Self.maximumUnreadable else { return ([], outcome) }
        (isHearing, frameTimers) = (false, 0)
        unreadable += 1
        return ([.modem(reception)], .waiting)
    }

    /// What the signal comes to that ends here.
    private var outcome: Result { frames.isEmpty ? .silence : .signal(frames) }

    /// Gives the next frame its time, unless the signal has had as much as a signal may have.
    private mutating func awaitFrame() -> ([CallAction], Result) {
        guard frameTimers < Self.maximumFrameTimers else { return (stopLimit() + [.stopTimer(.frame)], outcome) }
        frameTimers += 1
        return (stopLimit() + [.startTimer(.frame)], .waiting)
    }

    private mutating func carrierLost() -> ([CallAction], Result) {
        guard frames.isEmpty else { return ([.stopTimer(.frame)], .signal(frames)) }
        guard isHearing else { return ([.modem(reception)], .waiting) }
        isHearing = false
        frameTimers = 0
        unreadable += 1
        guard unreadable < Self.maximumUnreadable || limit == nil else { return ([.stopTimer(.frame)], .silence) }
        return ([.stopTimer(.frame), .modem(reception)], .waiting)
    }

    private mutating func stopLimit() -> [CallAction] {
        guard let limit, isLimited else { return [] }
        isLimited = false
        return [.stopTimer(limit)]
    }
}
