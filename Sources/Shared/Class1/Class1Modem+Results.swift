import FaxModel

/// What the modem says.
extension Class1Modem {
    /// Takes a line in that the modem has said.
    mutating func read(_ line: String) -> [Class1Output] {
        guard let code = ResultCode(line: line) else {
            switch state {
            case .asking(let answer): state = .asking(answer: answer + " " + line)
            case .askingReception(let sends, let answer):
                state = .askingReception(sends: sends, answer: answer + " " + line)
            case .resynchronising: state = .resynchronising(isAnswering: true)
            case .unfinished(var doubt):
                doubt.isAnswering = true
                state = .unfinished(doubt)
            case .settling: state = .settling(isAnswering: true)
            case .closed, .waking, .initialising, .ready, .dialling, .answering, .answered, .openingFrames,
                .sendingFrame, .openingData, .sendingData, .beingSilent, .awaitingSilence, .pausing,
                .openingReception, .receivingFrame, .closingFrame, .openingDataReception, .receivingData, .closingData,
                .aborting, .hangingUp, .failed:
                break
            }
            return []
        }
        switch state {
        case .waking(let triesLeft):
            guard code == .ok else { return [] }
            guard triesLeft < Self.maximumWakeUps else { return initialise(commands[...]) }
            state = .settling(isAnswering: false)
            return tell(Self.question)
        case .settling(let isAnswering): return isAnswering && isEnd(code) ? initialise(commands[...]) : []
        case .initialising(let command, let rest):
            switch code {
            case .ok:
                if command.choosesClass { faxClass = command.text }
                return initialise(rest)
            case .error: return refused(command, then: rest)
            case .connect, .ring, .noCarrier, .noDialtone, .busy, .noAnswer, .voice, .delayed, .blacklisted,
                .otherSignal, .framesInstead:
                return []
            }
        case .asking(let answer): return code == .ok || code == .error ? asked(answer) : []
        case .askingReception(let sends, let answer):
            return code == .ok || code == .error ? ready(sends, answer) : []
        case .answering: return answered(code)
        case .dialling: return dialled(code)
        case .openingFrames(let frames, let triesLeft): return sentFrame(frames, code, triesLeft: triesLeft)
        case .sendingFrame(let frames): return sentFrame(frames, code, triesLeft: Self.maximumOpenings)
        case .openingData(let octets, let milliseconds):
            guard code == .connect else { return isEnd(code) ? dropped() : [] }
            state = .sendingData
            return [.obeyFlowControl(true), .write(octets), .startDeadline(milliseconds: milliseconds)]
        case .sendingData:
            guard isEnd(code) else { return [] }
            return [.obeyFlowControl(false)] + (code == .ok ? next() : dropped())
        case .beingSilent, .awaitingSilence: return isEnd(code) ? next() : []
        case .openingReception: return heard(code)
        case .closingFrame(let octets): return closed(octets, code)
        case .openingDataReception(let reception): return heard(code, reception)
        case .closingData:
            guard isEnd(code) else { return [] }
            return [.report(.carrierLost)] + next()
        case .aborting:
            // It began to receive just when it was told to stop.
            if code == .connect { return [.write([DataLink.cancel])] }
            return isEnd(code) ? next() : []
        case .resynchronising(let isAnswering):
            if code == .connect { return abort() }
            return isEnd(code) && (isAnswering || code == .error) ? next() : []
        case .unfinished(let doubt):
            // It has begun to send just now: the question went for data.
            if code == .connect { return ask(doubt) }
            return isEnd(code) && (doubt.isAnswering || code == .error || code == .noCarrier) ? dropped() : []
        case .hangingUp:
            guard isEnd(code) else { return [] }
            return [.report(.hungUp)] + next()
        case .closed, .ready, .answered, .pausing, .receivingFrame, .receivingData, .failed: return []
        }
    }

    /// Whether a command has ended with this code.
    private func isEnd(_ code: ResultCode) -> Bool {
        switch code {
        case .ok, .error, .noCarrier, .noDialtone, .busy, .noAnswer, .voice, .delayed, .blacklisted, .otherSignal: true
        case .connect, .ring, .framesInstead: false
        }
    }

    private mutating func dialled(_ code: ResultCode) -> [Class1Output] {
        let failure: DialFailure
        switch code {
        case .connect:
            state = .receivingFrame(DataReader(maximum: Self.maximumFrame))
            return [.stopDeadline, .report(.connected), .report(.signalHeard)]
        case .busy: failure = .busy
        case .noAnswer: failure = .noAnswer
        case .noDialtone: failure = .noDialtone
        case .voice: failure = .voice
        case .delayed, .blacklisted: failure = .refused
        case .noCarrier, .ok, .error, .otherSignal: failure = .noCarrier
        case .ring, .framesInstead: return []
        }
        return [.report(.dialFailed(failure))] + next()
    }

    private mutating func answered(_ code: ResultCode) -> [Class1Output] {
        if code == .connect {
            state = .answered
            return [.stopDeadline, .report(.connected)] + (queue.isEmpty ? [] : leaveAnswered())
        }
        guard isEnd(code) else { return [] }
        return [.report(.dialFailed(.noCarrier))] + next()
    }

    /// Gives the modem that has answered its first frames, or has it end its flags.
    mutating func leaveAnswered() -> [Class1Output] {
        guard case .sendFrames(let frames)? = queue.first, !frames.isEmpty else {
            state = .sendingFrame([])
            return [
                .write([DataLink.escape, DataLink.end]), .startDeadline(milliseconds: Class1Patience.answer),
            ]
        }
        queue.removeFirst()
        return sentFrame(frames[...], .connect, triesLeft: Self.maximumOpenings)
    }

    private mutating func sentFrame(
        _ left: ArraySlice<[UInt8]>, _ code: ResultCode, triesLeft: Int
    ) -> [Class1Output] {
        switch (code, left.first) {
        case (.connect, let frame?):
            state = .sendingFrame(left.dropFirst())
            return [.write(DataLink.shielded(frame)), .startDeadline(milliseconds: Class1Patience.sending(frame))]
        case (.ok, nil):
            return next()
        case (.ok, _?):
            guard triesLeft > 0 else { return fail("The modem answers AT+FTH=3 with OK and sends nothing.") }
            return openFrames(left, triesLeft: triesLeft - 1)
        case (.connect, nil), (.ring, _), (.framesInstead, _):
            return []
        case (.error, _), (.noCarrier, _), (.noDialtone, _), (.busy, _), (.noAnswer, _), (.voice, _), (.delayed, _),
            (.blacklisted, _), (.otherSignal, _):
            return dropped()
        }
    }

    private mutating func heard(_ code: ResultCode) -> [Class1Output] {
        switch code {
        case .connect:
            state = .receivingFrame(DataReader(maximum: Self.maximumFrame))
            return [.report(.signalHeard)]
        case .ok, .noCarrier, .otherSignal:
            heardNothing = true
            return [.report(.carrierLost)] + next()
        case .error, .noDialtone, .busy, .noAnswer, .voice, .delayed, .blacklisted:
            return dropped()
        case .ring, .framesInstead:
            return []
        }
    }

    private mutating func heard(_ code: ResultCode, _ reception: DataReception) -> [Class1Output] {
        switch code {
        case .connect:
            state = .receivingData(reception)
            return [.startDeadline(milliseconds: Class1Patience.data), .report(.dataHeard)]
        case .otherSignal, .error:
            guard isRepeated else {
                isRepeated = true
                state = .pausing(reception.command)
                return [.startDeadline(milliseconds: Class1Patience.dataPause)]
            }
            return code == .error ? dropped() : [.report(.otherSignalHeard)] + receive(.stopDeadline)
        case .framesInstead:
            state = .openingReception
            return []
        case .ok, .noCarrier:
            heardNothing = true
            return [.report(.carrierLost)] + next()
        case .noDialtone, .busy, .noAnswer, .voice, .delayed, .blacklisted:
            return dropped()
        case .ring:
            return []
        }
    }

    private mutating func closed(_ octets: [UInt8], _ code: ResultCode) -> [Class1Output] {
        guard isEnd(code) else { return [] }
        let frame = Array(octets.dropLast(2))
        let isChecked = CheckSequence.isIntact(octets)
        let isIntact = code == .ok && frame.count >= 3 && (isChecked || !passesCheckSequences)
        if isIntact, isChecked { passesCheckSequences = true }
        let report = Class1Output.report(.frameReceived(frame, isIntact: isIntact))
        if code == .noCarrier { return [report, .report(.carrierLost)] + next() }
        let isFinal = isIntact && frame[1] & 0x10 != 0
        return [report] + (isFinal || !queue.isEmpty ? next() : receive(.stopDeadline))
    }
}
