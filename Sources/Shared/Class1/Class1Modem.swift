public import FaxModel

/// A fax modem of service class 1 (T.31), seen from the computer's side of the serial line.
///
/// Duties: it initialises the modem, carries out one `ModemCommand` after the other as AT commands, and reports what
/// the line brings. Octets go in and out; time comes in as `deadlineReached()`.
///
///     closed ─▶ waking ─▶ initialising ─▶ asking ─▶ ready
///     ready ─▶ dialling ─▶ receivingFrame
///     ready ─▶ answering ─▶ answered ─▶ sendingFrame
///     ready ─▶ openingFrames ─▶ sendingFrame ─▶ ready
///     ready ─▶ openingData ─▶ sendingData ─▶ ready
///     ready ─▶ openingReception ─▶ receivingFrame ─▶ closingFrame ─▶ ready, or openingReception for the next frame
///     ready ─▶ openingDataReception ─▶ receivingData ─▶ closingData ─▶ ready
///     openingDataReception, with frames instead ─▶ openingReception
///     openingReception, with nothing heard ─▶ ready ─▶ pausing ─▶ openingReception
///     what listens, on a new command ─▶ aborting ─▶ ready, or resynchronising ─▶ ready
///
/// Oddities: a frame from the modem ends with its check sequence, which is left out of the report (T.31 §8.3.4). A
/// modem that answers a sending command with NO CARRIER or ERROR has lost the connection. A modem that does not end a
/// silence wait or a reception is not waited for; lest its late answer be taken for that to the next command, it is asked
/// a question that has an answer of its own. Some modems say OK instead of CONNECT between frames: the transmission is
/// then opened again, a few times. Some say NO CARRIER at once instead of waiting for one: they are asked again after a
/// pause. A modem that hears frames instead of data says so by +FCERROR, or by +FRH:3 when it goes over to them by itself;
/// to the session both are the same.
public struct Class1Modem: ~Copyable {
    private let settings: Class1Settings
    private var state = Class1State.closed
    private var queue: [ModemCommand] = []
    private var lines = LineReader()
    /// Whether the last reception ended without anything heard.
    private var heardNothing = false

    /// Longest frame that is kept, with its check sequence.
    private static let maximumFrame = 262
    /// How often a transmission of frames is opened that the modem answers with OK.
    private static let maximumOpenings = 3

    /// A modem that has not been spoken to.
    public init(settings: Class1Settings) {
        self.settings = settings
    }

    /// Whether the modem waits for a command and has none.
    public var isIdle: Bool {
        guard case .ready = state else { return false }
        return queue.isEmpty
    }

    /// Begins the initialisation; `.ready` or a `.failed` report follows.
    public mutating func start() -> [Class1Output] {
        state = .waking(triesLeft: 3)
        queue.removeAll()
        lines.reset()
        return [.obeyFlowControl(false), .write(Self.wakeUp), .startDeadline(milliseconds: Class1Patience.wakeUp)]
    }

    /// Carries out `command` after those before it. What is being received ends for it.
    public mutating func perform(_ command: ModemCommand) -> [Class1Output] {
        queue.append(command)
        switch state {
        case .ready:
            return next()
        case .dialling, .answering, .openingReception, .receivingFrame, .openingDataReception, .receivingData:
            return abort()
        case .pausing:
            return next()
        case .answered:
            return leaveAnswered()
        case .closed, .failed:
            queue.removeAll()
            return [.report(.failed("The modem is not in use."))]
        case .waking, .initialising, .asking, .askingReception, .openingFrames, .sendingFrame, .openingData,
            .sendingData, .beingSilent, .awaitingSilence, .closingFrame, .closingData, .aborting, .resynchronising,
            .hangingUp:
            return []
        }
    }

    /// Ends data that are being sent as soon as that can be, and forgets the commands that have not begun.
    public mutating func interrupt() -> [Class1Output] {
        queue.removeAll()
        switch state {
        case .openingData(_, let milliseconds):
            state = .openingData(DataLink.shielded([]), milliseconds: milliseconds)
            return []
        case .sendingData:
            return [.writeInstead(DataLink.earlyEnd)]
        case .closed, .waking, .initialising, .asking, .askingReception, .ready, .dialling, .answering, .answered,
            .openingFrames, .sendingFrame, .beingSilent, .awaitingSilence, .pausing, .openingReception, .receivingFrame,
            .closingFrame, .openingDataReception, .receivingData, .closingData, .aborting, .resynchronising,
            .hangingUp, .failed:
            return []
        }
    }

    /// Takes octets from the serial device in.
    public mutating func received(_ octets: some Sequence<UInt8>) -> [Class1Output] {
        var outputs: [Class1Output] = []
        for octet in octets {
            if case .receivingData(var reception) = state {
                state = .ready  // The data are not copied while they are read.
                if reception.read(octet) {
                    state = .closingData
                    outputs += reception.takeReports() + [.startDeadline(milliseconds: Class1Patience.answer)]
                } else {
                    state = .receivingData(reception)
                }
            } else if case .receivingFrame(var reader) = state {
                state = .ready  // The reader is not copied while it is filled.
                if reader.read(octet) {
                    state = .closingFrame(reader.octets)
                    outputs.append(.startDeadline(milliseconds: Class1Patience.answer))
                } else {
                    state = .receivingFrame(reader)
                }
            } else if let line = lines.read(octet) {
                outputs += read(line)
            }
        }
        if case .receivingData(var reception) = state {
            outputs += reception.takeReports()
            state = .receivingData(reception)
        }
        return outputs
    }

    /// Takes in that the deadline that was started last has been reached.
    public mutating func deadlineReached() -> [Class1Output] {
        switch state {
        case .waking(let triesLeft):
            guard triesLeft > 0 else { return fail("The modem does not answer.") }
            state = .waking(triesLeft: triesLeft - 1)
            return [
                .write(Self.interruption + Self.wakeUp), .startDeadline(milliseconds: Class1Patience.wakeUp),
            ]
        case .awaitingSilence, .dialling, .answering:
            return abort()
        case .aborting:
            state = .resynchronising(isAnswering: false)
            return [
                .write(Array("AT+FCLASS?\r".utf8)), .startDeadline(milliseconds: Class1Patience.resynchronisation),
            ]
        case .resynchronising:
            return next()
        case .pausing(let command):
            return listen(command)
        case .closingData:
            return [.report(.carrierLost)] + next()
        case .closingFrame:
            state = .ready
            return [.report(.frameReceived([], isIntact: false)), .report(.carrierLost)] + next()
        case .initialising(let command, _):
            return fail("The modem does not answer to \(command).")
        case .asking:
            return fail("The modem does not answer to AT+FTM=?.")
        case .askingReception:
            return fail("The modem does not answer to AT+FRM=?.")
        case .openingFrames, .sendingFrame, .openingData, .sendingData, .beingSilent:
            return fail("The modem does not finish what it was told to send.")
        case .hangingUp:
            return fail("The modem does not hang up.")
        case .closed, .ready, .answered, .openingReception, .receivingFrame, .openingDataReception, .receivingData,
            .failed:
            return []
        }
    }

    // MARK: What the modem says

    private mutating func read(_ line: String) -> [Class1Output] {
        guard let code = ResultCode(line: line) else {
            switch state {
            case .asking(let answer): state = .asking(answer: answer + " " + line)
            case .askingReception(let sends, let answer):
                state = .askingReception(sends: sends, answer: answer + " " + line)
            case .resynchronising: state = .resynchronising(isAnswering: true)
            case .closed, .waking, .initialising, .ready, .dialling, .answering, .answered, .openingFrames,
                .sendingFrame, .openingData, .sendingData, .beingSilent, .awaitingSilence, .pausing,
                .openingReception, .receivingFrame, .closingFrame, .openingDataReception, .receivingData, .closingData,
                .aborting, .hangingUp, .failed:
                break
            }
            return []
        }
        switch state {
        case .waking: return code == .ok ? initialise(commands[...]) : []
        case .initialising(let command, let rest):
            switch code {
            case .ok: return initialise(rest)
            case .error: return command == Self.adaptation ? initialise(rest) : fail("The modem refuses \(command).")
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
    private mutating func leaveAnswered() -> [Class1Output] {
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
            return [.report(.dataHeard)]
        case .otherSignal:
            return receive(.stopDeadline)
        case .framesInstead:
            state = .openingReception
            return []
        case .ok, .noCarrier:
            heardNothing = true
            return [.report(.carrierLost)] + next()
        case .error, .noDialtone, .busy, .noAnswer, .voice, .delayed, .blacklisted:
            return dropped()
        case .ring:
            return []
        }
    }

    private mutating func closed(_ octets: [UInt8], _ code: ResultCode) -> [Class1Output] {
        guard isEnd(code) else { return [] }
        let frame = Array(octets.dropLast(2))
        let isIntact = code == .ok && frame.count >= 3
        let report = Class1Output.report(.frameReceived(frame, isIntact: isIntact))
        if code == .noCarrier { return [report, .report(.carrierLost)] + next() }
        let isFinal = isIntact && frame[1] & 0x10 != 0
        return [report] + (isFinal || !queue.isEmpty ? next() : receive(.stopDeadline))
    }

    // MARK: What the modem is told

    private mutating func initialise(_ commands: ArraySlice<String>) -> [Class1Output] {
        guard let command = commands.first else {
            state = .asking(answer: "")
            return tell("AT+FTM=?")
        }
        state = .initialising(command, then: commands.dropFirst())
        return tell(command)
    }

    private var commands: [String] {
        settings.initialisation + ["ATS7=\(settings.answerSeconds)", "AT+FCLASS=1"]
            + (settings.receives ? [Self.adaptation] : [])
    }

    private mutating func asked(_ answer: String) -> [Class1Output] {
        let modulations = Modulation.listed(in: answer)
        guard !modulations.isEmpty else {
            return fail("The modem does not say how it can send (AT+FTM=?):\(answer)")
        }
        guard settings.receives else { return [.ready(sends: modulations, receives: [])] + next() }
        state = .askingReception(sends: modulations, answer: "")
        return tell("AT+FRM=?")
    }

    private mutating func ready(_ sends: Set<Modulation>, _ answer: String) -> [Class1Output] {
        let receives = Modulation.listed(in: answer)
        guard !receives.isEmpty else {
            return fail("The modem does not say how it can receive (AT+FRM=?):\(answer)")
        }
        return [.ready(sends: sends, receives: receives)] + next()
    }

    /// Begins the next command, if there is one.
    private mutating func next() -> [Class1Output] {
        guard !queue.isEmpty else {
            state = .ready
            return [.stopDeadline]
        }
        let command = queue.removeFirst()
        defer { heardNothing = false }
        switch command {
        case .dial(let number):
            state = .dialling
            return tell(
                "ATD\(settings.dialPrefix)\(number)", patience: settings.answerSeconds * 1000 + Class1Patience.answer)
        case .answer:
            state = .answering
            return tell("ATA", patience: settings.answerSeconds * 1000 + Class1Patience.answer)
        case .receiveFrames:
            guard heardNothing else { return listen(command) }
            state = .pausing(command)
            return [.startDeadline(milliseconds: Class1Patience.pause)]
        case .receiveData, .receiveBlock:
            guard heardNothing else { return listen(command) }
            state = .pausing(command)
            return [.startDeadline(milliseconds: Class1Patience.dataPause)]
        case .sendFrames(let frames):
            return openFrames(frames[...], triesLeft: Self.maximumOpenings - 1)
        case .sendTrainingCheck(let modulation, let milliseconds):
            let zeros = Array(repeating: UInt8(0), count: modulation.octets(milliseconds: milliseconds))
            return openData(zeros, modulation, .long)
        case .sendPage(let modulation, let training, let octets):
            return openData(octets, modulation, training)
        case .sendBlock(let modulation, let training, let frames):
            return openData(HDLCEncoder.block(frames, at: modulation), modulation, training)
        case .sendSilence(let milliseconds):
            state = .beingSilent
            return tell("AT+FTS=\(max(1, milliseconds / 10))")
        case .awaitSilence(let milliseconds):
            guard settings.awaitsSilence else { return next() }
            state = .awaitingSilence
            return [
                .write(Array("AT+FRS=\(max(1, milliseconds / 10))\r".utf8)),
                .startDeadline(milliseconds: Class1Patience.silence),
            ]
        case .hangUp:
            state = .hangingUp
            return tell("ATH0")
        }
    }

    private func tell(_ command: String, patience: Int = Class1Patience.answer) -> [Class1Output] {
        [.write(Array("\(command)\r".utf8)), .startDeadline(milliseconds: patience)]
    }

    private mutating func listen(_ command: ModemCommand) -> [Class1Output] {
        guard let reception = DataReception(command) else { return receive(.stopDeadline) + [.report(.listening)] }
        state = .openingDataReception(reception)
        return [.write(Array("AT+FRM=\(reception.value)\r".utf8)), .stopDeadline, .report(.listening)]
    }

    private mutating func receive(_ deadline: Class1Output) -> [Class1Output] {
        state = .openingReception
        return [.write(Array("AT+FRH=3\r".utf8)), deadline]
    }

    private mutating func openFrames(_ frames: ArraySlice<[UInt8]>, triesLeft: Int) -> [Class1Output] {
        state = .openingFrames(frames, triesLeft: triesLeft)
        return tell("AT+FTH=3")
    }

    private mutating func openData(
        _ octets: [UInt8], _ modulation: Modulation, _ training: TrainingSequence
    ) -> [Class1Output] {
        let patience = Class1Patience.sending(octets, at: modulation)
        state = .openingData(DataLink.shielded(octets), milliseconds: patience)
        return tell("AT+FTM=\(modulation.class1Value(training))")
    }

    /// Ends what a character ends (T.31 §8.3.3).
    private mutating func abort() -> [Class1Output] {
        lines.reset()
        let failure: [Class1Output]
        switch state {
        case .dialling, .answering: failure = [.report(.dialFailed(.noCarrier))]
        case .closed, .waking, .initialising, .asking, .askingReception, .ready, .answered, .openingFrames,
            .sendingFrame, .openingData, .sendingData, .beingSilent, .awaitingSilence, .pausing, .openingReception,
            .receivingFrame, .closingFrame, .openingDataReception, .receivingData, .closingData, .aborting,
            .resynchronising, .hangingUp, .failed:
            failure = []
        }
        state = .aborting
        return [.write([DataLink.cancel]), .startDeadline(milliseconds: Class1Patience.abortion)] + failure
    }

    /// The connection is gone: what was still to be sent is not.
    private mutating func dropped() -> [Class1Output] {
        queue.removeAll { $0 != .hangUp }
        return [.report(.callDropped)] + next()
    }

    private mutating func fail(_ sentence: String) -> [Class1Output] {
        state = .failed
        queue.removeAll()
        return [.stopDeadline, .obeyFlowControl(false), .report(.failed(sentence))]
    }

    /// No echo, result codes, in words (V.250 §6.2).
    private static let wakeUp = Array("ATE0Q0V1\r".utf8)
    /// Adaptive reception (T.31 §8.5); not every modem has it.
    private static let adaptation = "AT+FAR=1"
    /// Ends whatever the modem may be in the middle of: a reception, then a transmission.
    private static let interruption = [DataLink.cancel, DataLink.escape, DataLink.end, 0x0D]
}
