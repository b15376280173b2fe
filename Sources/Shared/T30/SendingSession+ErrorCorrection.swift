import FaxModel

/// Phases C and D with error correction (T.30 Annex A): a page goes in blocks of up to 256 frames, and the far end asks
/// for those again that came damaged.
extension SendingSession {
    /// PPRs for a block after which the rate is changed or the block given up (T.30 Annex A.1.3).
    private static let maximumRequests = 4

    /// Sends frames of the block at hand, all or those that were asked for, and says what comes next.
    mutating func sendBlock(_ frames: [Int]? = nil, after actions: [CallAction]) -> SendingStep {
        guard let parameters,
            let block = PageBlock(blockIndex, ofPageWith: page.count, frameOctets: parameters.frameOctets)
        else {
            preconditionFailure("blocks are sent after a DCS, and none beyond the page")
        }
        let isLast = PageBlock(blockIndex + 1, ofPageWith: page.count, frameOctets: parameters.frameOctets) == nil
        let signal = PartialPageSignal(
            next: isLast ? postMessageCommand : nil, page: pageIndex, block: blockIndex, frameCount: block.frameCount)
        let message = ModemCommand.sendBlock(
            parameters.modulation, training: training, block.frames(frames ?? Array(0..<block.frameCount), of: page))
        let end = ModemCommand.sendFrames([frame(.pps, signal.field)])
        training = .short
        return command(
            .block(signal),
            first: [
                .awaitSilence(milliseconds: Self.gap), message, .sendSilence(milliseconds: Self.gap), end,
            ], again: [end], after: actions)
    }

    /// Takes the answer to a PPS, or to an RR after it.
    mutating func blockAnswered(
        _ signal: PartialPageSignal, _ response: Response, _ exchange: Exchange, after actions: [CallAction]
    ) -> SendingStep {
        switch response {
        case .mcf:
            if let command = signal.next { return confirmed(.mcf, command, after: actions) }
            blockIndex += 1
            requests = 0
            return sendBlock(after: actions)
        case .ppr(let frames):
            return repeatFrames(frames, of: signal, after: actions)
        case .rnr:
            return askReadiness(.readiness(signal), exchange, after: actions)
        case .pip:
            guard let command = signal.next else { return repeated(exchange, misunderstood: true, after: actions) }
            return confirmed(.pip, command, after: actions)
        case .rtn, .dis, .pin:
            return refused(response, after: actions)
        case .dcn:
            return end(.disconnectedInPage, sayingGoodbye: false)
        case .cfr, .ftt, .ctr, .rtp, .err, .crp, .echo, .other:
            return repeated(exchange, misunderstood: true, after: actions)
        }
    }

    private mutating func repeatFrames(
        _ request: [Int], of signal: PartialPageSignal, after actions: [CallAction]
    ) -> SendingStep {
        let asked = request.filter { $0 < signal.frameCount }
        let frames = asked.isEmpty ? Array(0..<signal.frameCount) : asked
        requests += 1
        guard requests >= Self.maximumRequests else { return sendBlock(frames, after: actions) }
        guard slowDown(), let parameters = parameters(forPage: pageIndex) else {
            let end = ModemCommand.sendFrames([frame(.eor, [PartialPageSignal.octet(.eop)])])
            return command(
                .retransmissionEnd, first: [.awaitSilence(milliseconds: Self.gap), end], again: [end], after: actions)
        }
        self.parameters = parameters
        let change = ModemCommand.sendFrames([frame(.ctc, parameters.modulationField)])
        return command(
            .modulationChange(signal, frames: frames), first: [.awaitSilence(milliseconds: Self.gap), change],
            again: [change], after: actions)
    }

    /// Takes the answer to a CTC: after CTR the frames go at the new rate, with the long training sequence.
    mutating func modulationChanged(
        _ signal: PartialPageSignal, _ frames: [Int], _ response: Response, _ exchange: Exchange,
        after actions: [CallAction]
    ) -> SendingStep {
        switch response {
        case .ctr:
            requests = 0
            training = .long
            return sendBlock(frames, after: actions)
        case .dcn:
            return end(.disconnectedInPage, sayingGoodbye: false)
        case .cfr, .ftt, .mcf, .rtp, .rtn, .pip, .pin, .ppr, .rnr, .err, .crp, .dis, .echo, .other:
            return repeated(exchange, misunderstood: true, after: actions)
        }
    }

    /// Takes the answer to an EOR, or to an RR after it. The page is incomplete at the far end, so the call ends.
    mutating func retransmissionEnded(_ response: Response, _ exchange: Exchange, after actions: [CallAction])
        -> SendingStep
    {
        switch response {
        case .err: return end(.errorsRemained)
        case .rnr: return askReadiness(.readinessForEnd, exchange, after: actions)
        case .dcn: return end(.errorsRemained, sayingGoodbye: false)
        case .cfr, .ftt, .ctr, .mcf, .rtp, .rtn, .pip, .pin, .ppr, .crp, .dis, .echo, .other:
            return repeated(exchange, misunderstood: true, after: actions)
        }
    }

    /// Asks a far end that was not ready (RNR) whether it is; T5 runs from its first RNR on (T.30 Annex A.5.4.1).
    private func askReadiness(
        _ purpose: Exchange.Purpose, _ exchange: Exchange, after actions: [CallAction]
    ) -> SendingStep {
        let question = ModemCommand.sendFrames([frame(.rr)])
        let timer: [CallAction] = exchange.purpose == purpose ? [] : [.startTimer(.receiverBusy)]
        return command(
            purpose, first: [.awaitSilence(milliseconds: Self.gap), question], again: [question],
            after: actions + timer)
    }
}
