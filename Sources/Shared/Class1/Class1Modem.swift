public import FaxModel

/// A fax modem of service class 1 (T.31), seen from the computer's side of the serial line.
///
/// Duties: it initialises the modem, carries out one `ModemCommand` after the other as AT commands, and reports what
/// the line brings. Octets go in and out; time comes in as `deadlineReached()`.
///
///     closed ─▶ waking ─▶ initialising ─▶ asking ─▶ ready
///     waking, called more than once ─▶ settling ─▶ initialising
///     ready ─▶ dialling ─▶ receivingFrame
///     ready ─▶ answering ─▶ answered ─▶ sendingFrame
///     ready ─▶ openingFrames ─▶ sendingFrame ─▶ ready
///     ready ─▶ openingData ─▶ sendingData ─▶ ready
///     ready ─▶ openingReception ─▶ receivingFrame ─▶ closingFrame ─▶ ready, or openingReception for the next frame
///     ready ─▶ openingDataReception ─▶ receivingData ─▶ closingData ─▶ ready
///     openingDataReception, with frames instead ─▶ openingReception
///     openingReception, with nothing heard ─▶ ready ─▶ pausing ─▶ openingReception
///     openingFrames, openingData, beingSilent, with no beginning ─▶ unfinished ─▶ ready, or failed
///     sendingFrame, sendingData, receivingData, with no end ─▶ unfinished ─▶ ready, or failed
///     what listens, on a new command ─▶ aborting ─▶ ready, or resynchronising ─▶ ready
///
/// Oddities: a frame from the modem ends with its check sequence, which is left out of the report (T.31 §8.3.4). The modem judges
/// it (OK or ERROR); some judge wrongly, and some pass other octets in its place. So it is judged here, too, from the first frame
/// on of which it is right. A modem that answers a sending command with NO CARRIER or ERROR has lost the connection. So has one that
/// does not begin to send, or stops within what it sends or receives, says nothing of it, and still answers a question: modems in software do that when
/// the far end hangs up. One that does not answer it hangs. A modem that does not end a
/// silence wait or a reception is not waited for; lest its late answer be taken for that to the next command, it is asked
/// a question that has an answer of its own. Some modems say OK instead of CONNECT between frames: the transmission is
/// then opened again, a few times. Some say NO CARRIER at once instead of waiting for one: they are asked again after a
/// pause. A modem that hears frames instead of data says so by +FCERROR, or by +FRH:3 when it goes over to them by itself;
/// to the session both are the same. Some say +FCERROR, or ERROR, too early, while the carrier before the data is fading: they
/// are asked once more before frames are listened to.
public struct Class1Modem: ~Copyable {
    /// How the modem is spoken to.
    let settings: Class1Settings
    /// What the modem is busy with.
    var state = Class1State.closed
    /// What it is to do after that.
    var queue: [ModemCommand] = []
    /// What it says.
    var lines = LineReader()
    /// Whether the last reception ended without anything heard.
    var heardNothing = false
    /// Whether the reception at hand was begun again, because another signal than the expected one was heard.
    var isRepeated = false

    /// The command that has made it a fax modem.
    public internal(set) var faxClass = InitialisationCommand.fax.text

    /// Whether the modem has passed the check sequence of a frame on as it came.
    var passesCheckSequences = false

    /// Longest frame that is kept, with its check sequence.
    static let maximumFrame = 262
    /// How often a transmission of frames is opened that the modem answers with OK.
    static let maximumOpenings = 3

    /// How often the modem is called again that does not answer to the first command.
    static let maximumWakeUps = 3

    /// How often a modem is asked whether it is there that begins to send instead of answering.
    static let maximumQuestions = 3

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
        state = .waking(triesLeft: Self.maximumWakeUps)
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
            // Why has been told: of the call nothing is left but that it is over.
            return [.report(command == .hangUp ? .hungUp : .failed("The modem is not in use."))]
        case .waking, .settling, .initialising, .asking, .askingReception, .openingFrames, .sendingFrame, .openingData,
            .sendingData, .beingSilent, .awaitingSilence, .closingFrame, .closingData, .aborting, .resynchronising,
            .unfinished, .hangingUp:
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
        case .closed, .waking, .settling, .initialising, .asking, .askingReception, .ready, .dialling, .answering,
            .answered,
            .openingFrames, .sendingFrame, .beingSilent, .awaitingSilence, .pausing, .openingReception, .receivingFrame,
            .closingFrame, .openingDataReception, .receivingData, .closingData, .aborting, .resynchronising,
            .unfinished, .hangingUp, .failed:
            return []
        }
    }

    /// Takes in that the device is gone: the modem answers nothing any more, and is waited for no longer.
    ///
    /// - Parameter sentence: what happened to the device.
    public mutating func deviceLost(_ sentence: String) -> [Class1Output] { fail(sentence) }

    /// Takes octets from the serial device in.
    public mutating func received(_ octets: some Sequence<UInt8>) -> [Class1Output] {
        var outputs: [Class1Output] = []
        for octet in octets {
            if case .receivingData(var reception) = state {
                state = .ready  // The data are not copied while they are read.
                if reception.read(octet) {
                    state = .closingData
                    outputs += reception.takeReports() + [.startDeadline(milliseconds: Class1Patience.closing)]
                } else {
                    state = .receivingData(reception)
                }
            } else if case .receivingFrame(var reader) = state {
                state = .ready  // The reader is not copied while it is filled.
                if reader.read(octet) {
                    state = .closingFrame(reader.octets)
                    outputs.append(.startDeadline(milliseconds: Class1Patience.closing))
                } else {
                    state = .receivingFrame(reader)
                }
            } else if let line = lines.read(octet) {
                outputs += read(line)
            }
        }
        if case .receivingData(var reception) = state {
            outputs += reception.takeReports() + [.startDeadline(milliseconds: Class1Patience.data)]
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
            return resynchronise()
        case .resynchronising:
            return next()
        case .pausing(let command):
            return listen(command)
        case .closingData:
            return [.report(.carrierLost)] + resynchronise()
        case .closingFrame:
            return [.report(.frameReceived([], isIntact: false)), .report(.carrierLost)] + resynchronise()
        case .settling:
            return fail("The modem does not answer to \(Self.question).")
        case .initialising(let command, _):
            return fail("The modem does not answer to \(command.text).")
        case .asking:
            return fail("The modem does not answer to AT+FTM=?.")
        case .askingReception:
            return fail("The modem does not answer to AT+FRM=?.")
        case .openingFrames, .openingData, .beingSilent:
            return askWhetherItIsThere(or: "The modem does not begin to send, and answers no question.")
        case .sendingFrame, .sendingData:
            return askWhetherItIsThere(or: "The modem does not finish what it was told to send.")
        case .receivingData:
            return askWhetherItIsThere(or: "The modem has stopped in the middle of data.")
        case .unfinished(let doubt):
            return fail(doubt.trouble)
        case .hangingUp:
            return fail("The modem does not hang up.")
        case .closed, .ready, .answered, .openingReception, .receivingFrame, .openingDataReception, .failed:
            return []
        }
    }
}
