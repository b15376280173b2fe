import FaxModel

/// Phase B, second half: DCS, and whether the line bears the rate.
extension SendingSession {
    /// Zeros for 1.5 s ± 10 % (T.30 §5.3.6.1.3), in milliseconds: the shorter half of that will do.
    private static let trainingCheck = 1400

    /// Sends DCS and training check for the page at hand, at the rate in use.
    mutating func train(after actions: [CallAction] = []) -> SendingStep {
        guard let parameters = parameters(forPage: pageIndex) else { return end(.noCommonModulation) }
        self.parameters = parameters
        training = .long
        let commands: [ModemCommand] = [
            .sendFrames(commandFrames(parameters)),
            .sendSilence(milliseconds: Self.gap),
            .sendTrainingCheck(parameters.modulation, milliseconds: Self.trainingCheck),
        ]
        return command(
            .training, first: [.awaitSilence(milliseconds: Self.gap)] + commands, again: commands, after: actions)
    }

    /// DCS, and what goes before it (T.30 §5.3.6.1.3). A password to whoever receives is SID; some expect it as PWD, which is for
    /// polling: it is sent as both.
    private func commandFrames(_ parameters: SessionParameters) -> [[UInt8]] {
        let subaddress = order.subaddress(ofPage: pageIndex)
        let texts: [(FacsimileControlField, StationID?)] = [
            (.pwd, order.password), (.sid, order.password), (.sub, subaddress), (.tsi, policy.stationID),
        ]
        var command = BitField(parameters.field)
        if subaddress != nil { command[49] = true }
        if order.password != nil { command[50] = true }
        return texts.compactMap { field, text in text.map { frame(field, $0.field, isFinal: false) } }
            + [frame(.dcs, command.octets)]
    }

    /// Takes the answer to a training check.
    mutating func trained(_ response: Response, _ exchange: Exchange, after actions: [CallAction]) -> SendingStep {
        switch response {
        case .cfr:
            training = .short
            restarts = 0
            return preparePage(after: actions)
        case .ftt:
            return slowDown() ? train(after: actions) : end(.trainingFailed)
        case .dcn:
            return end(.disconnectedInTraining, sayingGoodbye: false)
        case .dis, .ctr, .mcf, .rtp, .rtn, .pip, .pin, .ppr, .rnr, .err, .crp, .echo, .other:
            // A repeated DIS, too, says that the far end did not understand.
            return repeated(exchange, misunderstood: true, after: actions)
        }
    }

    /// Takes the next slower modulation; false when there is none.
    mutating func slowDown() -> Bool {
        guard modulations.indices.contains(modulationIndex + 1) else { return false }
        modulationIndex += 1
        return true
    }
}
