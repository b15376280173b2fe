import FaxModel

/// Phase B: who we are, and whether the line bears the rate that the far end has chosen.
extension ReceivingSession {
    /// Enters phase B, at first or anew: identifies our station, as the called one again and again for T1.
    mutating func identify(after actions: [CallAction]) -> ReceivingStep {
        switch purpose {
        case .answering: sendIdentification(after: actions + [.startTimer(.identification)])
        case .polling: sendRequest(triesLeft: policy.tries - 1, after: actions)
        }
    }

    /// Takes the far end's DIS, and asks for its document.
    mutating func poll(_ frames: [Frame], after actions: [CallAction]) -> ReceivingStep {
        report.note(frames)
        guard let identity = frames.last, case .polling(_, let request) = purpose else {
            return listen(for: .farIdentification, after: actions)
        }
        let capabilities = Capabilities(field: identity.information)
        guard capabilities.hasDocument else { return end(.nothingToPoll, after: actions) }
        guard request.address == nil || capabilities.selectivePolling else {
            return end(.selectivePollingUnavailable, after: actions)
        }
        guard request.password == nil || capabilities.passwords else {
            return end(.passwordUnavailable, after: actions)
        }
        awaited = .pollAnswer
        return sendRequest(triesLeft: policy.tries - 1, after: actions + [.stopTimer(.identification)])
    }

    /// Sends CIG, SEP, PWD and DTC, and waits for an answer for T4.
    mutating func sendRequest(triesLeft: Int, after actions: [CallAction]) -> ReceivingStep {
        guard case .polling(_, let request) = purpose else { return sendIdentification(after: actions) }
        guard triesLeft >= 0 else { return end(awaited.silence, after: actions) }
        let texts: [(FacsimileControlField, StationID?)] = [
            (.sep, request.address), (.pwd, request.password), (.cig, policy.stationID),
        ]
        lastFrames =
            texts.compactMap { field, text in text.map { frame(field, $0.field, isFinal: false) } }
            + [frame(.dtc, Capabilities(policy, request: request).field)]
        return listen(
            for: .pollAnswer(triesLeft: triesLeft),
            after: actions + [.modem(.awaitSilence(milliseconds: Self.gap)), .modem(.sendFrames(lastFrames))])
    }

    /// Takes a DTC: the caller wants what we have.
    mutating func polled(_ frames: [Frame], after actions: [CallAction]) -> ReceivingStep {
        report.note(frames)
        guard case .answering(let offers) = purpose, !offers.isEmpty else {
            return end(.nothingOffered, after: actions)
        }
        guard let index = offers.index(for: frames) else { return end(.pollingNotAllowed, after: actions) }
        let turnaround = Turnaround(frames: frames, report: report)
        let taken: [CallAction] = [.offerTaken(index)]
        switch page {
        case .none: return ReceivingStep(.turnedAround(turnaround, offers[index]), actions + taken)
        case .arriving:
            return ReceivingStep(.turnedAround(turnaround, offers[index]), actions + [.discardPage] + taken)
        case .storing: return listen(for: .command, after: actions)  // The caller asks again.
        }
    }

    /// What our DIS offers.
    private var offered: Capabilities {
        switch purpose {
        case .answering(let offers): Capabilities(policy, offers: offers)
        case .polling: Capabilities(policy)
        }
    }

    /// Sends CSI and DIS, and waits for an answer for T4.
    mutating func sendIdentification(after actions: [CallAction]) -> ReceivingStep {
        let station = policy.stationID.map { [frame(.csi, $0.field, isFinal: false)] } ?? []
        lastFrames = station + [frame(.dis, offered.field)]
        return listen(for: .identification, after: actions + [.modem(.sendFrames(lastFrames))])
    }

    /// Takes a DCS, and receives its training check. What can't be accepted is refused after that check: until then the far end
    /// does not listen, and a call that is over while it sends is no answer for it.
    mutating func beginTraining(
        _ frames: [Frame], _ field: [UInt8], after actions: [CallAction]
    ) -> ReceivingStep {
        // T.30 has SID for it. Some send PWD, which is for polling. The last of each counts: nobody tries several in one signal.
        let passwords = [FacsimileControlField.sid, .pwd].compactMap { field in
            frames.last { $0.field == field }.flatMap { StationID(field: $0.information) }
        }
        guard let parameters = SessionParameters(command: field) else {
            return end(.parametersUnacceptable, after: actions)
        }
        isAdmitted = isAdmitted || policy.password.map(passwords.contains) ?? true
        let isAcceptable = Capabilities(policy).allows(parameters)
        refusal = !isAdmitted ? .passwordWrong : isAcceptable ? nil : .parametersUnacceptable
        guard refusal == nil || policy.modulations.contains(parameters.modulation) else {
            return end(refusal ?? .parametersUnacceptable, after: actions)
        }
        trainings += 1
        guard trainings <= Self.maximumTrainings else { return end(.trainedTooOften, after: actions) }
        self.parameters = parameters
        awaited = .training
        answer = nil
        confirmedEnd?.isFollowedByTraining = true
        block.reset()
        switch page {
        case .none: break
        case .arriving(_, let isIncomplete): page = .arriving(isSuperseded: true, isIncomplete: isIncomplete)
        case .storing: page = .storing(nil)
        }
        return listen(
            for: .check,
            after: actions + [.stopTimer(.identification), .stopTimer(.repetition), .stopTimer(.earliestRepetition)])
    }

    /// Answers a training check: CFR or FTT. While a page is still being stored there is no answer, as no other could be
    /// taken: the far end tries again.
    mutating func checked(isGood: Bool, after actions: [CallAction]) -> ReceivingStep {
        if let refusal { return end(refusal, after: actions) }
        if case .storing = page { return listen(for: .command, after: actions) }
        awaited = isGood ? .page : .training
        meaningless = 0
        let response = answerActions(isGood ? .cfr : .ftt)
        return listen(for: isGood ? .message(.short) : .command, after: actions + response)
    }
}
