import FaxModel

/// Waiting for the far end: node F of T.30's flow charts, where any command may come.
extension ReceivingSession {
    /// Waits for what the far end is to send.
    ///
    /// - Parameters:
    ///   - time: how long it may be silent; `nil` for the usual time.
    ///   - actions: what is done before.
    func listen(
        for purpose: Listening.Purpose, within time: CallTimer? = nil, after actions: [CallAction] = []
    ) -> ReceivingStep {
        let limit: CallTimer?
        switch purpose {
        case .farIdentification: limit = nil
        case .identification, .pollAnswer: limit = .response
        case .check: limit = .trainingCheck
        case .message, .command, .goodbye: limit = time ?? .command
        }
        let reception = reception(purpose)
        return ReceivingStep(
            .listening(Listening(purpose: purpose, listener: SignalListener(limit: limit, reception: reception))),
            actions + [.modem(reception)])
    }

    /// What has the modem receive it.
    private func reception(_ purpose: Listening.Purpose) -> ModemCommand {
        guard let parameters else { return .receiveFrames }
        switch purpose {
        case .farIdentification, .identification, .pollAnswer, .command, .goodbye:
            return .receiveFrames
        case .check:
            return .receiveData(parameters.modulation, training: .long)
        case .message(let training):
            return parameters.errorCorrection
                ? .receiveBlock(parameters.modulation, training: training)
                : .receiveData(parameters.modulation, training: training)
        }
    }

    /// Takes in what happens while the far end is waited for.
    mutating func listening(_ waiting: Listening, _ event: CallEvent) -> ReceivingStep {
        var listening = waiting
        switch event {
        case .cancelled:
            return cancelled(listening)
        case .timerExpired(.identification):
            return end(awaited.silence)
        case .pageStored(let quality):
            // The far end hears of it when it repeats its command, or asks (RR).
            stored(quality)
            return ReceivingStep(.listening(listening))
        case .modem(.dataHeard):
            return heardData(listening)
        case .modem(.otherSignalHeard):
            return ReceivingStep(.listening(listening), [.startTimer(.preamble)])
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageNotStored, .abandoned:
            break
        }
        guard let (heard, result) = listening.listener.hear(event) else {
            return ReceivingStep(.listening(listening))
        }
        let isAnswered =
            event == .modem(.listening) && answer?.end?.next == .anotherPage && parameters?.errorCorrection == false
        let actions = isAnswered ? heard + repetition.answered() : heard
        switch result {
        case .waiting: return ReceivingStep(.listening(listening), actions)
        case .silence: return silence(listening.purpose, after: actions)
        case .signal(let frames): return commanded(frames, listening.purpose, after: actions)
        }
    }

    private mutating func cancelled(_ listening: Listening) -> ReceivingStep {
        switch listening.purpose {
        case .farIdentification, .identification, .pollAnswer, .check: return end(.cancelled)
        case .message, .command, .goodbye:
            guard page == .none, block.isEmpty else {
                isCancelled = true
                return ReceivingStep(.listening(listening))
            }
            return end(.cancelled)
        }
    }

    private mutating func heardData(_ listening: Listening) -> ReceivingStep {
        let stop: [CallAction]
        switch listening.purpose {
        case .check:
            stop = [.stopTimer(.trainingCheck)]
            return ReceivingStep(.receiving(.check(TrainingCheck())), stop)
        case .message:
            stop = [.stopTimer(.command)]
            awaited = .postMessage
            return ReceivingStep(
                .receiving(parameters?.errorCorrection == true ? .block(isEnded: false) : .page(PageTail())), stop)
        case .farIdentification, .identification, .pollAnswer, .command, .goodbye:
            return ReceivingStep(.listening(listening))
        }
    }

    /// The far end is silent: after a training check it is told so, otherwise it is to say again what it wants.
    private mutating func silence(_ purpose: Listening.Purpose, after actions: [CallAction]) -> ReceivingStep {
        switch purpose {
        case .farIdentification: return listen(for: .farIdentification, after: actions)
        case .identification: return sendIdentification(after: actions)
        case .pollAnswer(let triesLeft): return sendRequest(triesLeft: triesLeft - 1, after: actions)
        case .check: return checked(isGood: false, after: actions)
        case .message:
            // Its carrier may have gone unheard: what ends the message is not to be talked over.
            guard let parameters else { return identify(after: actions) }
            return listen(for: .command, within: .message(parameters.modulation), after: actions)
        case .command: return identify(after: actions)
        case .goodbye: return end(awaited.silence, sayingGoodbye: false, after: actions)
        }
    }

    /// Takes a command in. Those that come again because our answer was lost are answered again, and change nothing.
    private mutating func commanded(
        _ frames: [Frame], _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        guard let last = frames.last else { return listen(for: purpose, after: actions) }
        switch Command(last) {
        case .dcs:
            report.note(frames)
            return beginTraining(frames, last.information, after: actions)
        case .dtc:
            return polled(frames, after: actions)
        case .endOfPage, .endOfBlock, .endOfRetransmission, .rr, .ctc:
            // Whoever is refused goes round nothing by leaving the training check out.
            if let refusal { return end(refusal, after: actions) }
            return messageCommanded(last, purpose, after: actions)
        case .crp:
            let again: [CallAction] = lastFrames.isEmpty ? [] : [.modem(.sendFrames(lastFrames))]
            return listen(for: purpose, after: actions + again)
        case .dcn:
            if case .storing = page { return end(.storedTooLate, sayingGoodbye: false, after: actions) }
            return end(awaited.departure, sayingGoodbye: false, after: actions)
        case .dis:
            return identified(frames, purpose, after: actions)
        case .other:
            return ignore(purpose, after: actions)
        }
    }

    /// Takes a command in that is about a message.
    private mutating func messageCommanded(
        _ last: Frame, _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        switch Command(last) {
        case .endOfPage(let next):
            return pageEnded(PageEnd(next: next), purpose, after: actions)
        case .endOfBlock(let signal):
            return blockEnded(signal, purpose, after: actions)
        case .endOfRetransmission(let next):
            return retransmissionEnded(next, purpose, after: actions)
        case .rr:
            return askedWhetherReady(purpose, after: actions)
        case .ctc(let field):
            return changeModulation(field, purpose, after: actions)
        case .dcs, .dtc, .crp, .dcn, .dis, .other:
            return ignore(purpose, after: actions)
        }
    }

    /// Takes a DIS. To a station that polls it says that the far end is there, or has begun anew; to one that has answered,
    /// it is an echo of its own, or comes from another station that has answered.
    private mutating func identified(
        _ frames: [Frame], _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        guard role == .calling else {
            if frames.last?.information != Frame(octets: lastFrames.last ?? [])?.information { awaited.noteGlare() }
            return listen(for: purpose, after: actions)
        }
        guard case .pollAnswer(let triesLeft) = purpose else { return poll(frames, after: actions) }
        return sendRequest(triesLeft: triesLeft - 1, after: actions)
    }

    /// Goes on waiting after a signal that means nothing here: an echo of our own, or what another station is to hear.
    mutating func ignore(_ purpose: Listening.Purpose, after actions: [CallAction]) -> ReceivingStep {
        meaningless += 1
        repetition.noteMeaningless()
        guard meaningless < Self.maximumMeaningless else { return end(.callerUnintelligible, after: actions) }
        return listen(for: purpose, after: actions)
    }
}
