import FaxModel

/// Phase B: who the far end is, and what both sides can do.
extension SendingSession {
    /// Waits for a DIS, within T1, at first and when phase B is entered again.
    mutating func identifying(_ waiting: SignalListener, _ event: CallEvent) -> SendingStep {
        var listener = waiting
        if event == .cancelled { return end(.cancelled) }
        if event == .timerExpired(.identification) {
            // A far end that is known already may have missed that it was to identify itself anew.
            guard capabilities != nil else { return end(.noIdentification) }
            return hasPages ? train() : end(.pollUnanswered)
        }
        guard let (actions, result) = listener.hear(event) else { return SendingStep(.identifying(listener)) }
        switch result {
        case .waiting:
            return SendingStep(.identifying(listener), actions)
        case .silence:
            return listenForDIS(after: actions)
        case .signal(let frames):
            return identified(frames, after: actions)
        }
    }

    /// Goes back to phase B, after EOM, PIP or PIN (T.30 §5.3.6.1.6): the far end identifies itself anew, often only
    /// when it has heard no command for its T2 of 6 s ± 1 s. T1 runs as at the first time.
    func identifyAgain(after actions: [CallAction]) -> SendingStep {
        listenForDIS(after: actions + [.startTimer(.identification)])
    }

    private func listenForDIS(after actions: [CallAction]) -> SendingStep {
        SendingStep(.identifying(SignalListener(limit: nil)), actions + [.modem(.receiveFrames)])
    }

    private mutating func identified(_ frames: [Frame], after actions: [CallAction]) -> SendingStep {
        if frames.contains(where: { $0.field == .dcn }) {
            return end(
                parameters == nil ? .disconnectedInNegotiation : .disconnectedBetweenPages, sayingGoodbye: false)
        }
        let identification: FacsimileControlField = role == .calling ? .dis : .dtc
        guard let identity = frames.last(where: { $0.field == identification }) else {
            return listenForDIS(after: actions)
        }
        let actions = actions + [.stopTimer(.identification)]
        guard hasPages else {
            return SendingStep(.turnedAround(Turnaround(frames: frames, report: report)), actions)
        }
        if let ending = adopt(identity, of: frames) { return end(ending) }
        return train(after: actions)
    }

    /// Begins to send as the called station, to a caller that polls.
    mutating func beginPolled(_ frames: [Frame], after actions: [CallAction]) -> SendingStep {
        guard let identity = frames.last, let ending = adopt(identity, of: frames) else {
            return train(after: actions)
        }
        let step = end(ending)
        let goodbye = step.actions
        return SendingStep(step.state, actions + goodbye)
    }

    /// Takes over what the far end says of itself.
    ///
    /// - Returns: how the call ends when nothing can be sent to such a station.
    mutating func adopt(_ identity: Frame, of frames: [Frame]) -> CallEnding? {
        report.note(frames)
        let capabilities = Capabilities(field: identity.information)
        // A DTC needs not say that its station receives: it wants to.
        guard capabilities.canReceive || role == .called else { return .receiverUnavailable }
        guard order.subaddress(ofPage: pageIndex) == nil || capabilities.subaddressing else {
            return .subaddressUnavailable
        }
        guard order.password == nil || capabilities.passwords else { return .passwordUnavailable }
        let common = capabilities.modulations.filter { policy.modulations.contains($0) }
        guard !common.isEmpty else { return .noCommonModulation }
        if common != modulations {
            modulations = common
            modulationIndex = common.firstIndex { $0.bitRate <= order.firstRate } ?? common.count - 1
        }
        firstRate = firstRate ?? modulation?.bitRate
        self.capabilities = capabilities
        return nil
    }

    /// What a page of the order would be sent with at the rate in use.
    func parameters(forPage index: Int) -> SessionParameters? {
        guard let capabilities, let modulation, order.pages.indices.contains(index) else { return nil }
        return SessionParameters(
            capabilities: capabilities, page: order.pages[index], modulation: modulation, policy: policy)
    }
}
