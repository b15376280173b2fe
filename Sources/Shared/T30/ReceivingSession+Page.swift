import FaxModel

/// Phases C and D: a page, and what the far end is told of it.
extension ReceivingSession {
    /// Takes in data.
    mutating func receiving(_ data: Incoming, _ event: CallEvent) -> ReceivingStep {
        var incoming = data
        switch event {
        case .modem(.dataReceived(let octets)):
            switch incoming {
            case .check(var check):
                check.take(octets)
                incoming = .check(check)
            case .page(var tail):
                tail.take(octets)
                return ReceivingStep(.receiving(.page(tail)), beginPage() + [.pageData(octets)])
            case .block:
                break
            }
        case .modem(.frameReceived(let octets, isIntact: true)):
            guard case .block = incoming, let frame = Frame(octets: octets) else { break }
            if frame.field == .fcd { block.take(frame.information) }
            if frame.field == .rcp { incoming = .block(isEnded: true) }
        case .modem(.carrierLost):
            return dataEnded(incoming)
        case .modem(.signalHeard):
            // The data have ended, and the modem has gone over to 300 bit/s by itself.
            return dataEnded(incoming, isHearing: true)
        case .cancelled:
            if case .check = incoming { return end(.cancelled) }
            isCancelled = true
        case .pageStored(let quality):
            stored(quality)
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageNotStored, .abandoned:
            break
        }
        return ReceivingStep(.receiving(incoming))
    }

    private mutating func dataEnded(_ data: Incoming, isHearing: Bool = false) -> ReceivingStep {
        switch data {
        case .check(let check):
            guard !isHearing, let parameters else { return hear(.check) }
            let isGood = check.isGood(parameters.modulation, milliseconds: policy.trainingCheck)
            return checked(isGood: isGood, after: [])
        case .page(let tail): return messageEnded(isWhole: tail.isEnd, isHearing: isHearing)
        case .block(let isEnded): return messageEnded(isWhole: isEnded, isHearing: isHearing)
        }
    }

    /// Listens to the command that follows a message. Where the carrier has broken off before the message's end, the far end may
    /// not know, and go on sending: it is not to be talked over.
    private func messageEnded(isWhole: Bool, isHearing: Bool) -> ReceivingStep {
        if isHearing { return hear(.command) }
        guard !isWhole, let parameters else { return listen(for: .command) }
        return listen(for: .command, within: .message(parameters.modulation))
    }

    /// Goes on with a signal of which the first flags have been heard.
    private func hear(_ purpose: Listening.Purpose) -> ReceivingStep {
        var listener = SignalListener(limit: .command)
        let actions = listener.hear(.modem(.signalHeard))?.0 ?? []
        return ReceivingStep(.listening(Listening(purpose: purpose, listener: listener)), actions)
    }

    /// Opens a page for data that have come, unless it is open.
    mutating func beginPage() -> [CallAction] {
        var actions: [CallAction] = []
        switch page {
        case .arriving(isSuperseded: false, _), .storing: return []
        case .arriving(isSuperseded: true, _): actions = [.discardPage]
        case .none: break
        }
        guard let parameters else { return [] }
        page = .arriving(isSuperseded: false, isIncomplete: false)
        pageParameters = parameters
        nextIndex += 1
        return actions + [.beginPage(nextIndex - 1, parameters)]
    }

    /// Takes the command that ends a page without error correction.
    ///
    /// An EOM or EOP that comes without a page before it, and was answered, is repeated: nothing comes after it. An MPS may
    /// come after a page that went unheard, which must not be confirmed. Nor is it refused: some senders take RTN for a receipt,
    /// and go on with the next page; the call ends, and they know.
    mutating func pageEnded(
        _ end: PageEnd, _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        switch page {
        case .arriving(isSuperseded: false, _):
            return storePage(end, after: actions)
        case .storing(let pending):
            return pending?.next == end.next
                ? listen(for: .command, after: actions) : ignore(purpose, after: actions)
        case .none, .arriving:
            break
        }
        guard let parameters else { return ignore(purpose, after: actions) }
        if let answer, answer.end == end,
            !answer.isSent || end.next != .anotherPage || repetition.canBeRepeated
        {
            let watch = end.next == .anotherPage ? repetition.commandReceived() : []
            return send(answer, after: actions + watch)
        }
        guard !parameters.errorCorrection else { return ignore(purpose, after: actions) }
        return self.end(.pageUnheard, after: actions)
    }

    /// Has the page stored that has come to its end.
    mutating func storePage(_ end: PageEnd, after actions: [CallAction]) -> ReceivingStep {
        page = .storing(end)
        let isAmbiguous = end.next == .anotherPage && parameters?.errorCorrection == false
        let watch = isAmbiguous ? repetition.commandReceived() : []
        return ReceivingStep(
            .storing, actions + [.stopTimer(.identification), .storePage, .startTimer(.storage)] + watch)
    }

    /// Waits until the page is stored.
    mutating func storing(_ event: CallEvent) -> ReceivingStep {
        switch event {
        case .pageStored(let quality):
            stored(quality)
            guard let answer else { return listen(for: .command, after: [.stopTimer(.storage)]) }
            return send(answer, after: [.stopTimer(.storage)])
        case .timerExpired(.storage):
            // With error correction the far end is told to wait (RNR); without, it repeats its command.
            guard parameters?.errorCorrection == true else { return listen(for: .command) }
            return sayNotReady(after: [])
        case .cancelled:
            isCancelled = true
            return ReceivingStep(.storing)
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageNotStored, .abandoned:
            return ReceivingStep(.storing)
        }
    }
}
