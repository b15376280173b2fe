import FaxModel

/// Commands and their responses.
extension SendingSession {
    /// Echoes of a command that are let pass.
    private static let maximumEchoes = 3

    /// Sends a command and listens for its response.
    ///
    /// - Parameters:
    ///   - first: what sends it now, with whatever goes before it.
    ///   - again: what sends it once more when no response comes.
    func command(
        _ purpose: Exchange.Purpose, first: [ModemCommand], again: [ModemCommand], after actions: [CallAction]
    ) -> SendingStep {
        SendingStep(
            .exchanging(Exchange(purpose: purpose, repetition: again, triesLeft: policy.tries - 1)),
            actions + first.map { .modem($0) } + [.modem(.receiveFrames)])
    }

    /// Waits for the response to a command.
    mutating func exchanging(_ waiting: Exchange, _ event: CallEvent) -> SendingStep {
        var exchange = waiting
        switch event {
        case .cancelled where exchange.purpose == .training:
            return end(.cancelled)
        case .cancelled:
            isCancelled = true
            return SendingStep(.exchanging(exchange))
        case .timerExpired(.receiverBusy):
            return end(.receiverStayedBusy)
        case .modem, .timerExpired, .pagePrepared, .pageFailed, .pageStored, .pageNotStored, .abandoned:
            break
        }
        guard let (actions, result) = exchange.listener.hear(event) else { return SendingStep(.exchanging(exchange)) }
        switch result {
        case .waiting:
            return SendingStep(.exchanging(exchange), actions)
        case .silence:
            return repeated(exchange, misunderstood: false, after: actions)
        case .signal(let frames):
            guard let response = frames.last.map({ Response($0) }) else {
                return SendingStep(.exchanging(exchange), actions)
            }
            switch response {
            case .crp: return repeated(exchange, misunderstood: false, after: actions)
            case .echo where exchange.echoes < Self.maximumEchoes: return listenOn(exchange, after: actions)
            case .dis: return begunAnew(frames, exchange, after: actions)
            case .cfr, .ftt, .ctr, .mcf, .rtp, .rtn, .pip, .pin, .ppr, .rnr, .err, .dcn, .echo, .other:
                return answered(response, exchange, after: actions)
            }
        }
    }

    /// Goes on waiting after an echo.
    private func listenOn(_ heard: Exchange, after actions: [CallAction]) -> SendingStep {
        var exchange = heard
        exchange.echoes += 1
        exchange.listener = SignalListener(limit: .response)
        return SendingStep(.exchanging(exchange), actions + [.modem(.receiveFrames)])
    }

    /// Takes a DIS in answer to a command: what the far end says of itself now counts.
    private mutating func begunAnew(
        _ frames: [Frame], _ exchange: Exchange, after actions: [CallAction]
    ) -> SendingStep {
        if let identity = frames.last, let ending = adopt(identity, of: frames) { return end(ending) }
        guard exchange.purpose == .training, parameters(forPage: pageIndex) != parameters else {
            return answered(.dis, exchange, after: actions)
        }
        restarts += 1
        guard restarts < policy.tries else { return end(.trainingMisunderstood) }
        return train(after: actions)
    }

    private mutating func answered(_ response: Response, _ exchange: Exchange, after actions: [CallAction])
        -> SendingStep
    {
        switch exchange.purpose {
        case .training:
            return trained(response, exchange, after: actions)
        case .page(let command):
            return pageAnswered(command, response, exchange, after: actions)
        case .block(let signal):
            return blockAnswered(signal, response, exchange, after: actions)
        case .readiness(let signal):
            let stop: [CallAction] = response == .rnr ? [] : [.stopTimer(.receiverBusy)]
            return blockAnswered(signal, response, exchange, after: actions + stop)
        case .modulationChange(let signal, let frames):
            return modulationChanged(signal, frames, response, exchange, after: actions)
        case .retransmissionEnd, .readinessForEnd:
            return retransmissionEnded(response, exchange, after: actions)
        }
    }

    /// Sends the command once more, or gives up.
    mutating func repeated(_ exchange: Exchange, misunderstood: Bool, after actions: [CallAction]) -> SendingStep {
        guard exchange.triesLeft > 0 else {
            return end(ending(of: exchange.purpose, misunderstood: misunderstood))
        }
        let next = Exchange(
            purpose: exchange.purpose, repetition: exchange.repetition, triesLeft: exchange.triesLeft - 1)
        return SendingStep(
            .exchanging(next), actions + exchange.repetition.map { .modem($0) } + [.modem(.receiveFrames)])
    }

    /// What it means that a command had no response.
    private func ending(of purpose: Exchange.Purpose, misunderstood: Bool) -> CallEnding {
        switch purpose {
        case .training: misunderstood ? .trainingMisunderstood : .trainingUnanswered
        case .page: misunderstood ? .unexpectedAnswer : .pageUnanswered
        case .block: misunderstood ? .unexpectedAnswer : .blockUnanswered
        case .modulationChange: misunderstood ? .unexpectedAnswer : .rateChangeUnanswered
        case .readiness: misunderstood ? .unexpectedAnswer : .busyReceiverSilent
        case .retransmissionEnd, .readinessForEnd: .errorsRemained
        }
    }
}
