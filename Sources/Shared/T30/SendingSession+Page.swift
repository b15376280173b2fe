import FaxModel

/// Phases C and D: a page, and what the far end says to it.
extension SendingSession {
    /// Asks for the page at hand in the form that was agreed on.
    func preparePage(after actions: [CallAction]) -> SendingStep {
        guard let parameters else { preconditionFailure("pages are prepared after a DCS") }
        let request = PageRequest(
            index: pageIndex, format: parameters.format, coding: parameters.coding,
            minimumLineOctets: parameters.minimumLineOctets)
        return SendingStep(.preparingPage, actions + [.preparePage(request)])
    }

    /// Waits for the page.
    mutating func preparingPage(_ event: CallEvent) -> SendingStep {
        switch event {
        case .pagePrepared(let octets):
            page = octets
            blockIndex = 0
            requests = 0
            return parameters?.errorCorrection == true ? sendBlock(after: []) : sendPage(after: [])
        case .cancelled:
            return end(.cancelled)
        case .modem, .timerExpired, .pageFailed, .pageStored, .pageNotStored, .abandoned:
            return SendingStep(.preparingPage)
        }
    }

    /// The command that follows the page: EOP after the last, EOM where the next begins another document or needs other
    /// parameters or we want to poll, MPS otherwise.
    var postMessageCommand: FacsimileControlField {
        let next = pageIndex + 1
        guard order.pages.indices.contains(next) else { return order.polling == nil ? .eop : .eom }
        let goesOn = parameters(forPage: next) == parameters && !order.beginsDocument(next)
        return goesOn ? .mps : .eom
    }

    private func sendPage(after actions: [CallAction]) -> SendingStep {
        guard let parameters else { preconditionFailure("pages are sent after a DCS") }
        let postMessage = ModemCommand.sendFrames([frame(postMessageCommand)])
        return command(
            .page(postMessageCommand),
            first: [
                .awaitSilence(milliseconds: Self.gap),
                .sendPage(parameters.modulation, training: training, page),
                .sendSilence(milliseconds: Self.gap), postMessage,
            ], again: [postMessage], after: actions)
    }

    /// Takes the answer to a page.
    mutating func pageAnswered(
        _ command: FacsimileControlField, _ response: Response, _ exchange: Exchange, after actions: [CallAction]
    ) -> SendingStep {
        switch response {
        case .mcf: return confirmed(.mcf, command, after: actions)
        case .rtp: return confirmed(.rtp, command, after: actions)
        case .pip: return confirmed(.pip, command, after: actions)
        case .rtn, .dis, .pin: return refused(response, after: actions)
        case .dcn: return end(.disconnectedInPage, sayingGoodbye: false)
        case .cfr, .ftt, .ctr, .ppr, .rnr, .err, .crp, .echo, .other:
            return repeated(exchange, misunderstood: true, after: actions)
        }
    }

    /// The page is with the far end: goes on with what the command announced and the response asks for.
    mutating func confirmed(
        _ response: Response, _ command: FacsimileControlField, after actions: [CallAction]
    ) -> SendingStep {
        pageIndex += 1
        refusals = 0
        report.confirmedPages = pageIndex
        confirmedRate = modulation?.bitRate
        let actions = actions + [.confirmPages(pageIndex), .startTimer(pageTimer)]
        guard hasPages || order.polling != nil else { return end(.sent, after: actions) }
        guard !isCancelled else { return end(.cancelled, after: actions) }
        if command == .eom || response == .pip { return identifyAgain(after: actions) }
        return response == .rtp && hasPages ? train(after: actions) : preparePage(after: actions)
    }

    /// The page is to be sent again, at a slower rate where there is one; or the call is given up.
    mutating func refused(_ response: Response, after actions: [CallAction]) -> SendingStep {
        refusals += 1
        guard refusals <= policy.pageRepeats else {
            return end(response == .pin ? .pageInterrupted : response == .dis ? .restartedTooOften : .pageRejected)
        }
        guard !isCancelled else { return end(.cancelled) }
        _ = slowDown()
        return response == .pin ? identifyAgain(after: actions) : train(after: actions)
    }

    private mutating func end(_ ending: CallEnding, after actions: [CallAction]) -> SendingStep {
        let step = end(ending)
        let goodbye = step.actions
        return SendingStep(step.state, actions + goodbye)
    }
}
