import FaxModel

/// Puts the frames of one signal together, and tells a late answer from none: how a station waits for a response
/// (T.30 §5.4.3.1, T4).
///
/// The time limit holds until flags are heard; from then on, each frame has its own. A signal that was heard but could
/// not be read gives the far end the whole time again, a few times.
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
    let limit: CallTimer?
    private var frames: [Frame] = []
    private var isLimited = false
    private var isHearing = false
    private var unreadable = 0

    /// Signals that may be unreadable until the far end counts as silent.
    private static let maximumUnreadable = 3

    /// Listens for one signal.
    init(limit: CallTimer?) {
        self.limit = limit
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
            return (stopLimit() + [.startTimer(.frame)], .waiting)
        case .modem(.frameReceived(let octets, let isIntact)):
            return received(octets, isIntact: isIntact)
        case .modem(.carrierLost):
            return carrierLost()
        case .timerExpired(.frame) where isHearing || !frames.isEmpty:
            return ([], frames.isEmpty ? .silence : .signal(frames))
        case .timerExpired(let timer) where timer == limit && isLimited:
            return ([], .silence)
        case .modem(.connected), .modem(.dialFailed), .modem(.callDropped), .modem(.hungUp), .modem(.failed),
            .timerExpired, .pagePrepared, .pageFailed, .cancelled:
            return nil
        }
    }

    private mutating func received(_ octets: [UInt8], isIntact: Bool) -> ([CallAction], Result) {
        isHearing = true
        guard isIntact else { return (stopLimit() + [.startTimer(.frame)], .waiting) }
        guard let frame = Frame(octets: octets) else {
            // Unknown to T.30. If it was the last of its signal, the modem has stopped to receive.
            let wasFinal = octets.count > 1 && octets[1] & 0x10 != 0
            return wasFinal ? carrierLost() : (stopLimit() + [.startTimer(.frame)], .waiting)
        }
        frames.append(frame)
        guard frame.isFinal else { return (stopLimit() + [.startTimer(.frame)], .waiting) }
        return (stopLimit() + [.stopTimer(.frame)], .signal(frames))
    }

    private mutating func carrierLost() -> ([CallAction], Result) {
        guard frames.isEmpty else { return ([.stopTimer(.frame)], .signal(frames)) }
        guard isHearing else { return ([.modem(.receiveFrames)], .waiting) }
        isHearing = false
        unreadable += 1
        guard unreadable < Self.maximumUnreadable || limit == nil else { return ([.stopTimer(.frame)], .silence) }
        return ([.stopTimer(.frame), .modem(.receiveFrames)], .waiting)
    }

    private mutating func stopLimit() -> [CallAction] {
        guard let limit, isLimited else { return [] }
        isLimited = false
        return [.stopTimer(limit)]
    }
}
