import FaxModel

/// What the modem is told.
extension Class1Modem {
    /// Goes on with the initialisation: these commands are left, then it is asked for its modulations.
    mutating func initialise(_ commands: ArraySlice<InitialisationCommand>) -> [Class1Output] {
        guard let command = commands.first else {
            state = .asking(answer: "")
            return tell("AT+FTM=?")
        }
        state = .initialising(command, then: commands.dropFirst())
        return tell(command.text)
    }

    /// Goes on with the initialisation, one of whose commands the modem has refused.
    mutating func refused(_ command: InitialisationCommand, then rest: ArraySlice<InitialisationCommand>)
        -> [Class1Output]
    {
        if let other = command.other { return initialise([other] + rest) }
        return command.isOptional ? initialise(rest) : fail(command.refusal)
    }

    /// The commands of the initialisation.
    var commands: [InitialisationCommand] {
        settings.initialisation.map { InitialisationCommand($0) } + (settings.flowControl.map { [$0.command] } ?? [])
            + [InitialisationCommand("ATS7=\(settings.answerSeconds)"), .fax]
            + (settings.receives ? [.adaptation] : [])
    }

    /// It has said with which modulations it sends.
    mutating func asked(_ answer: String) -> [Class1Output] {
        let modulations = Modulation.listed(in: answer)
        guard !modulations.isEmpty else {
            return fail("The modem does not say how it can send (AT+FTM=?):\(answer)")
        }
        guard settings.receives else { return [.ready(sends: modulations, receives: [])] + next() }
        state = .askingReception(sends: modulations, answer: "")
        return tell("AT+FRM=?")
    }

    /// It has said with which modulations it receives, which ends the initialisation.
    mutating func ready(_ sends: Set<Modulation>, _ answer: String) -> [Class1Output] {
        let receives = Modulation.listed(in: answer)
        guard !receives.isEmpty else {
            return fail("The modem does not say how it can receive (AT+FRM=?):\(answer)")
        }
        return [.ready(sends: sends, receives: receives)] + next()
    }

    /// Begins the next command, if there is one.
    mutating func next() -> [Class1Output] {
        guard !queue.isEmpty else {
            state = .ready
            return [.stopDeadline]
        }
        let command = queue.removeFirst()
        defer { (heardNothing, isRepeated) = (false, false) }
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

    func tell(_ command: String, patience: Int = Class1Patience.answer) -> [Class1Output] {
        [.write(Array("\(command)\r".utf8)), .startDeadline(milliseconds: patience)]
    }

    /// Begins to receive frames or data.
    mutating func listen(_ command: ModemCommand) -> [Class1Output] {
        guard let reception = DataReception(command) else { return receive(.stopDeadline) + [.report(.listening)] }
        state = .openingDataReception(reception)
        return [.write(Array("AT+FRM=\(reception.value)\r".utf8)), .stopDeadline, .report(.listening)]
    }

    /// Begins to receive a frame.
    mutating func receive(_ deadline: Class1Output) -> [Class1Output] {
        state = .openingReception
        return [.write(Array("AT+FRH=3\r".utf8)), deadline]
    }

    /// Begins to send frames; the modem may answer so many times that it has done something else.
    mutating func openFrames(_ frames: ArraySlice<[UInt8]>, triesLeft: Int) -> [Class1Output] {
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
    mutating func abort() -> [Class1Output] {
        lines.reset()
        let failure: [Class1Output]
        switch state {
        case .dialling, .answering: failure = [.report(.dialFailed(.noCarrier))]
        case .closed, .waking, .settling, .initialising, .asking, .askingReception, .ready, .answered, .openingFrames,
            .sendingFrame, .openingData, .sendingData, .beingSilent, .awaitingSilence, .pausing, .openingReception,
            .receivingFrame, .closingFrame, .openingDataReception, .receivingData, .closingData, .aborting,
            .resynchronising, .unfinished, .hangingUp, .failed:
            failure = []
        }
        state = .aborting
        return [.write([DataLink.cancel]), .startDeadline(milliseconds: Class1Patience.abortion)] + failure
    }

    /// Asks a question that has an answer of its own: what comes before that is late.
    mutating func resynchronise() -> [Class1Output] {
        state = .resynchronising(isAnswering: false)
        return tell(Self.question, patience: Class1Patience.resynchronisation)
    }

    /// Asks a modem that does not go on whether it is there, in place of what it has not taken. That `trouble` is told where
    /// it does not answer.
    mutating func askWhetherItIsThere(or trouble: String) -> [Class1Output] {
        ask(ModemDoubt(trouble: trouble, triesLeft: Self.maximumQuestions))
    }

    /// Asks it, once more where it has begun to send instead of answering.
    mutating func ask(_ doubt: ModemDoubt) -> [Class1Output] {
        guard doubt.triesLeft > 0 else { return fail(doubt.trouble) }
        lines.reset()
        state = .unfinished(ModemDoubt(trouble: doubt.trouble, triesLeft: doubt.triesLeft - 1))
        return [
            .obeyFlowControl(false), .discardOutput,
            .write(Self.interruption + Array("\(Self.question)\r".utf8)),
            .startDeadline(milliseconds: Class1Patience.resynchronisation),
        ]
    }

    /// The connection is gone: what was still to be sent is not.
    mutating func dropped() -> [Class1Output] {
        queue.removeAll { $0 != .hangUp }
        return [.report(.callDropped)] + next()
    }

    /// The modem can't be used any more.
    mutating func fail(_ sentence: String) -> [Class1Output] {
        state = .failed
        queue.removeAll()
        return [.stopDeadline, .obeyFlowControl(false), .report(.failed(sentence))]
    }

    /// What a modem answers to by something else than a result code.
    static let question = "AT+FCLASS?"
    /// No echo, result codes, in words (V.250 §6.2), and on the hook: it may have been left in a call.
    static let wakeUp = Array("ATE0Q0V1H0\r".utf8)
    /// Ends whatever the modem may be in the middle of: a reception, then a transmission.
    static let interruption = [DataLink.cancel, DataLink.escape, DataLink.end, 0x0D]
}
