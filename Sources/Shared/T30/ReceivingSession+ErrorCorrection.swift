import FaxModel

/// Phases C and D with error correction (T.30 Annex A): a page comes in blocks, and frames that came damaged are asked
/// for again.
extension ReceivingSession {
    /// Takes the command that ends a block (PPS): asks for the frames that are missing, or takes the block in.
    mutating func blockEnded(
        _ signal: PartialPageSignal, _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        guard parameters?.errorCorrection == true else { return ignore(purpose, after: actions) }
        if case .storing(let pending) = page {
            return signal.isOfSameBlock(as: pending?.signal)
                ? sayNotReady(after: actions) : ignore(purpose, after: actions)
        }
        if block.isEmpty, let answer, signal.isOfSameBlock(as: answer.end?.signal ?? answer.block) {
            return send(answer, after: actions)
        }
        let frameCount = block.frameCount(signal)
        let missing = block.missing(of: frameCount)
        guard missing.isEmpty else {
            awaited = .repetition
            requests += 1
            guard requests <= Self.maximumRequests else { return end(.framesStayedDamaged, after: actions) }
            let request = answerActions(.ppr, PartialPageRequest(frames: missing).field)
            return listen(for: .message(.short), after: actions + request)
        }
        requests = 0
        let opening = beginPage()
        let data: [CallAction] = [.pageData(block.takeData(of: frameCount))]
        guard let next = signal.next.flatMap({ PostMessage($0) }) else {
            let answer = Answer(
                block: signal, field: .mcf, purpose: .message(.short), awaited: .postMessage)
            return send(answer, after: actions + opening + data)
        }
        let end = PageEnd(next: next, signal: signal, isIncomplete: isIncomplete)
        if isConfirmedAlready(signal) {
            page = .none
            return send(Answer(end: end, field: .mcf), after: actions + opening + [.discardPage])
        }
        return storePage(end, after: actions + opening + data)
    }

    /// Whether the page that ends so is the one that was confirmed last: its sender has not heard of it, and has begun anew.
    private func isConfirmedAlready(_ signal: PartialPageSignal) -> Bool {
        guard let confirmedEnd, confirmedEnd.isFollowedByTraining else { return false }
        return signal == confirmedEnd.signal
    }

    /// Whether parts of the open page have been given up.
    private var isIncomplete: Bool {
        if case .arriving(_, isIncomplete: true) = page { return true }
        return false
    }

    /// Takes in that the far end gives up repeating frames (EOR): the block is taken as it is, and the page is not
    /// confirmed.
    mutating func retransmissionEnded(
        _ next: PostMessage?, _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        guard parameters?.errorCorrection == true else { return ignore(purpose, after: actions) }
        if case .storing(let pending) = page {
            let isRepeated = pending?.isEndOfRetransmission == true && pending?.next == next
            return isRepeated ? sayNotReady(after: actions) : ignore(purpose, after: actions)
        }
        if block.isEmpty, let answer, answer.field == .err, answer.end?.next == next {
            return send(answer, after: actions)
        }
        requests = 0
        let opening = beginPage()
        page = .arriving(isSuperseded: false, isIncomplete: true)
        let data: [CallAction] = [.pageData(block.takeData(of: PageBlock.framesPerBlock))]
        guard let next else {
            let answer = Answer(field: .err, purpose: .message(.short), awaited: .postMessage)
            return send(answer, after: actions + opening + data)
        }
        let end = PageEnd(next: next, isIncomplete: true, isEndOfRetransmission: true)
        return storePage(end, after: actions + opening + data)
    }

    /// Answers RR: RNR while the page is being stored, and what there is to say to its end after that.
    mutating func askedWhetherReady(_ purpose: Listening.Purpose, after actions: [CallAction]) -> ReceivingStep {
        if case .storing = page { return sayNotReady(after: actions) }
        guard let answer else { return ignore(purpose, after: actions) }
        return send(answer, after: actions)
    }

    /// Takes another rate for the frames that follow (CTC): with the long training sequence.
    mutating func changeModulation(
        _ field: [UInt8], _ purpose: Listening.Purpose, after actions: [CallAction]
    ) -> ReceivingStep {
        guard let modulation = SessionParameters(command: field)?.modulation, parameters?.errorCorrection == true,
            Capabilities(policy).modulations.contains(modulation)
        else { return ignore(purpose, after: actions) }
        parameters?.modulation = modulation
        awaited = .repetition
        let response = answerActions(.ctr)
        return listen(for: .message(.long), after: actions + response)
    }
}
