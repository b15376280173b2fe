import FaxModel

/// Phase B: who we are, and whether the line bears the rate that the far end has chosen.
extension ReceivingSession {
    /// Enters phase B, at first or anew: identifies our station, again and again for T1.
    mutating func identify(after actions: [CallAction]) -> ReceivingStep {
        sendIdentification(after: actions + [.startTimer(.identification)])
    }

    /// Sends CSI and DIS, and waits for an answer for T4.
    mutating func sendIdentification(after actions: [CallAction]) -> ReceivingStep {
        let station = policy.stationID.map { [frame(.csi, $0.field, isFinal: false)] } ?? []
        lastFrames = station + [frame(.dis, Capabilities(policy).field)]
        return listen(for: .identification, after: actions + [.modem(.sendFrames(lastFrames))])
    }

    /// Takes a DCS, and receives its training check.
    mutating func beginTraining(
        _ frames: [Frame], _ field: [UInt8], after actions: [CallAction]
    ) -> ReceivingStep {
        let password = frames.last { $0.field == .pwd }.flatMap { StationID(field: $0.information) }
        guard policy.password == nil || policy.password == password else { return end(.passwordWrong, after: actions) }
        guard let parameters = SessionParameters(command: field), Capabilities(policy).allows(parameters) else {
            return end(.parametersUnacceptable, after: actions)
        }
        self.parameters = parameters
        answer = nil
        block.reset()
        if case .arriving(_, let isIncomplete) = page {
            page = .arriving(isSuperseded: true, isIncomplete: isIncomplete)
        }
        return listen(
            for: .check, after: actions + [.stopTimer(.identification), .stopTimer(.repetition)])
    }

    /// Answers a training check: CFR or FTT.
    mutating func checked(isGood: Bool, after actions: [CallAction]) -> ReceivingStep {
        hasHeardData = false
        awaited = isGood ? .page : .training
        let response = answerActions(isGood ? .cfr : .ftt)
        return listen(for: isGood ? .message(.short) : .command, after: actions + response)
    }
}
