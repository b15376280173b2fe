import FaxModel

/// What the far end is told of a page.
extension ReceivingSession {
    /// Takes in that the open page is on disk, and decides on the answer to its end.
    mutating func stored(_ quality: CopyQuality) {
        guard case .storing(let end?) = page, let parameters = pageParameters else { return keepPage(quality) }
        keepPage(quality, endsDocument: end.next == .anotherDocument)
        let field: FacsimileControlField
        switch (end.isEndOfRetransmission, parameters.errorCorrection) {
        case (true, _): field = .err
        case (false, true): field = .mcf
        case (false, false): field = policy.quality.answer(quality, isRepeated: refusals > 0)
        }
        answer = Answer(end: end, field: field, page: report.receivedPages.indices.last)
    }

    /// Enters the page that has been stored into the report, and closes it.
    mutating func keepPage(_ quality: CopyQuality, endsDocument: Bool = false) {
        page = .none
        guard let parameters = pageParameters else { return }
        meaningless = 0
        report.receivedPages.append(
            ReceivedPage(
                index: nextIndex - 1, parameters: parameters, quality: quality, confirmation: .none,
                endsDocument: endsDocument))
    }

    /// Sends an answer, at first or again, and waits for what follows.
    mutating func send(_ answer: Answer, after actions: [CallAction]) -> ReceivingStep {
        var answer = answer
        let settlement = answer.isSent ? [] : settle(answer)
        if answer.isSent {
            meaningless += 1
            guard meaningless < Self.maximumMeaningless else { return end(.callerUnintelligible, after: actions) }
        }
        answer.isSent = true
        self.answer = answer
        awaited = answer.awaited == .goodbye && hasGivenUp ? .incompleteEnd : answer.awaited
        let sending = answerActions(answer.field)
        guard refusals <= policy.refusals else { return end(.pageRefusedTooOften, after: actions + settlement) }
        if isCancelled, awaited != .goodbye { return end(.cancelled, after: actions + settlement + sending) }
        return listen(for: answer.purpose, after: actions + settlement + sending)
    }

    /// Does what goes with an answer once: a page is marked as confirmed before the far end hears of it.
    private mutating func settle(_ answer: Answer) -> [CallAction] {
        guard let end = answer.end else { return [] }
        let isConfirmed = answer.field == .mcf || answer.field == .rtp
        refusals = isConfirmed ? 0 : refusals + 1
        if isConfirmed { trainings = 0 }
        if end.isIncomplete { hasGivenUp = true }
        guard let place = answer.page else { return [] }
        guard isConfirmed, !end.isIncomplete else {
            report.receivedPages[place].confirmation = .refused
            return []
        }
        report.receivedPages[place].confirmation = .confirmed
        confirmedEnd = end.next == .anotherDocument ? nil : end.signal.map { ($0, false) }
        return [.confirmPage(report.receivedPages[place].index), .startTimer(pageTimer)]
    }

    /// Tells the far end to wait (RNR, T.30 Annex A.5.4).
    mutating func sayNotReady(after actions: [CallAction]) -> ReceivingStep {
        listen(for: .command, after: actions + answerActions(.rnr))
    }

    /// What sends an answer: phase B is over with it.
    mutating func answerActions(_ field: FacsimileControlField, _ information: [UInt8] = []) -> [CallAction] {
        lastFrames = [frame(field, information)]
        return [
            .stopTimer(.identification), .modem(.awaitSilence(milliseconds: Self.gap)), .modem(.sendFrames(lastFrames)),
        ]
    }
}

extension Answer {
    /// The answer to the end of a page.
    init(end: PageEnd, field: FacsimileControlField, page: Int? = nil) {
        let isTaken = field == .mcf || field == .err
        switch end.next {
        case _ where field == .rtn: (purpose, awaited) = (.command, .repetition)
        case .nothing: (purpose, awaited) = (.goodbye, end.isIncomplete ? .incompleteEnd : .goodbye)
        case .anotherDocument: (purpose, awaited) = (.command, .nextDocument)
        case .anotherPage: (purpose, awaited) = (isTaken ? .message(.short) : .command, .nextPage)
        }
        self.end = end
        self.field = field
        self.page = page
    }
}
