internal import Glibc
internal import Logging
internal import SpanDSP

/// A soft modem on a pseudo-terminal: bytes between its computer and its T.31 engine, and what both ask of the line.
///
/// `@unchecked Sendable`: spandsp keeps all state of a modem in the modem, and a modem has one user at a time, the switchboard's thread
/// or its call's. It changes hands only by the start of a call's thread and by the mailbox's lock, both of which order memory; the new user says `adopt()`, and
/// every use checks it.
final class Modem: @unchecked Sendable {
    /// What a modem asks of the line.
    enum Request: Equatable {
        case dial(String)
        case answer
        case hangUp
        case seize
    }

    /// Where the modem stands on its line.
    enum Hook: Equatable {
        case onHook
        /// Off hook without a call (`ATH1`).
        case seized
        case dialling
        case ringing
        case talking
    }

    /// How modems behave towards their computers.
    struct Behaviour: Sendable {
        /// Unread bytes at which the modem stops writing, and the line waits.
        var unreadLimit = 1024
        /// Wall seconds for which a line keeps to its attentive speed after CONNECT: programs flush their terminal then.
        var grace = 0.06
        /// Whether the modem says XOFF and XON; it stops reading either way.
        var usesXonXoff = true
    }

    /// Its place among the exchange's modems.
    let index: Int
    /// Its telephone numbers; the first is the one that it calls from.
    let numbers: [String]
    /// The link to its device.
    let link: DeviceLink

    private let t31: T31Modem
    private let behaviour: Behaviour
    private let log: Logger
    private var terminal: PseudoTerminal
    /// What was read and not yet given to the engine, which takes one command line, or what data it has room for, at a time.
    private var input: ArraySlice<UInt8> = []
    private var output = OutputQueue()
    private var turn = ComputerTurn()
    private var graceEnds = 0.0
    private var requests: [Request] = []
    private var user: pthread_t

    /// Where it stands on its line; set by its user.
    var hook = Hook.onHook {
        didSet {
            permit()
            // An answer, the modem's own included, leaves the move with the line.
            if hook == .talking { turn.reset() }
        }
    }

    /// Makes the modem, its device and the link at `path`.
    init(index: Int, path: String, numbers: [String], behaviour: Behaviour, log: Logger) throws(LinesimError) {
        guard let t31 = T31Modem() else { throw LinesimError(.modem, "no memory for the modem at \(path)") }
        self.t31 = t31
        self.index = index
        self.numbers = numbers
        self.behaviour = behaviour
        self.log = log
        terminal = try PseudoTerminal(path: path)
        link = terminal.link
        user = pthread_self()
        try link.make()
    }

    /// The calling thread is the modem's user from now on.
    func adopt() { user = pthread_self() }

    // MARK: Its computer

    /// The descriptor to wait at for the computer's bytes; nil while the modem takes none.
    var awaitedDescriptor: Int32? { takesInput ? terminal.descriptor : nil }

    /// Moves bytes both ways until nothing moves or the modem asks for something; says whether anything came in.
    func serveComputer() -> Bool {
        checkUser()
        flush()
        var hasProgress = false
        while takesInput {
            if input.isEmpty {
                switch terminal.read(limit: 2048) {
                case .bytes(let bytes): input = bytes[...]
                case .programLeft: programLeft()
                case .nothing: return hasProgress
                }
            }
            hasProgress = true
            take(nextInput())
            collect()
        }
        return hasProgress
    }

    /// What the modem asked for since the last call, in order.
    func takeRequests() -> [Request] {
        defer { requests = [] }
        return requests
    }

    /// Whether the computer has the move, or had it until a moment ago.
    func isComputersTurn(now: Double) -> Bool {
        turn.isComputers(mode: turnMode(t31.mode)) || now < graceEnds
    }

    /// Whether the computer has to read before the line may go on.
    var isComputerBehind: Bool {
        terminal.isInUse && output.count + terminal.unread > behaviour.unreadLimit
    }

    /// Whether a ring waits for the computer: there is one, and the modem doesn't answer by itself.
    var computerAnswers: Bool { terminal.isInUse && t31.ringsBeforeAnswer == 0 }

    // MARK: Its line

    /// Line seconds that it waits for an answer after dialling; 0 without limit (register S7).
    var answerTimeout: Int { t31.answerTimeout }

    /// Whether it sends a signal.
    var isTransmitting: Bool { t31.isTransmitting }

    /// Tells it what the line does.
    func line(_ event: T31CallEvent) {
        checkUser()
        permit()
        t31.line(event)
        collect()
    }

    /// Tells it that the number can't be reached.
    func lineUnobtainable() {
        checkUser()
        t31.reportNoCarrier()
        collect()
    }

    /// Tells it who calls, before the first ring.
    func setCaller(number: String, dialled: String) { t31.setCaller(number: number, dialled: dialled) }

    /// Its next block of audio; silence unless it talks.
    func transmit(into audio: inout [Int16]) {
        checkUser()
        t31.transmit(into: &audio)
        collect()
    }

    /// Lets it hear a block of audio.
    func hear(_ audio: inout [Int16]) {
        checkUser()
        t31.hear(&audio)
        collect()
    }

    /// Its call is over: it is on hook, and nobody owes anything.
    func endCall() {
        hook = .onHook
        turn.reset()
        requests = []
        flush()
        terminal.dropUnreadWhileParked()
    }

    // MARK: Inside

    private var takesInput: Bool {
        let isDraining = t31.mode == .offHookCommand && t31.isDataComplete
        return requests.isEmpty && !t31.isHoldingComputer && !isDraining
            && (t31.mode != .sendingData || t31.freeSpace > 0)
    }

    /// A computer that is not there holds no DTR, and a modem without DTR doesn't answer.
    private func permit() {
        t31.mayDial = hook != .dialling
        t31.mayAnswer = hook == .ringing && terminal.isInUse
    }

    private func nextInput() -> ArraySlice<UInt8> {
        let count =
            switch t31.mode {
            case .onHookCommand, .offHookCommand:
                input.firstIndex(of: ASCII.cr).map { $0 + 1 - input.startIndex } ?? input.count
            case .sendingData: min(t31.freeSpace, input.count)
            case .delivery, .sendingFrame, .connected: input.count
            }
        defer { input = input.dropFirst(count) }
        return input.prefix(count)
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        if bytes.isEmpty { return }
        let mode = t31.mode
        var bytes = bytes
        if mode == .delivery || hook == .dialling {
            // The terminal's own flow control must not end a reception; nor a line feed after ATD the dialling.
            bytes = bytes.filter { $0 != ASCII.xon && $0 != ASCII.xoff && (mode == .delivery || $0 != ASCII.lf) }[...]
            if bytes.isEmpty { return }
        }
        if mode.takesCommands { log.trace("from the computer: \(printable(bytes))") }
        if hook == .dialling {
            // V.250, 5.6.1: any character ends the dialling.
            requests.append(.hangUp)
            t31.reportNoCarrier()
            return
        }
        permit()
        turn.computerWrote(bytes, mode: turnMode(mode))
        t31.receive(bytes)
    }

    private func programLeft() {
        log.debug("the program at \(link.path) closed it")
        t31.forgetCommandLine()
        t31.line(.hungUp)
        _ = t31.takeEvents()
        output.removeAll()
        input = []
        turn.reset()
        requests = [.hangUp]
    }

    private func collect() {
        for event in t31.takeEvents() {
            switch event {
            case .output(let bytes, let mode): wrote(bytes, mode: mode)
            case .clearToSend(let isClear):
                if behaviour.usesXonXoff { enqueue([isClear ? ASCII.xon : ASCII.xoff]) }
            case .dialled(let number): requests.append(.dial(number))
            case .answered: requests.append(.answer)
            case .hungUp: requests.append(.hangUp)
            case .wentOffHook: requests.append(.seize)
            }
        }
        flush()
    }

    private func wrote(_ bytes: [UInt8], mode: T31Mode) {
        if turn.modemWrote(bytes, mode: turnMode(mode)) { graceEnds = WallClock.now + behaviour.grace }
        if bytes.count < 40, bytes.count > 2 || bytes == Array("OK".utf8) {
            log.trace("to the computer: \(printable(bytes[...]))")
        }
        enqueue(bytes)
    }

    private func enqueue(_ bytes: [UInt8]) {
        if !output.append(bytes) {
            log.debug("the computer at \(link.path) doesn't read; what waited for it is dropped")
        }
    }

    private func flush() {
        while output.count > 0 {
            if terminal.unread > behaviour.unreadLimit { return }
            let written = terminal.write(output.next(512))
            if written == 0 { return }
            output.delivered(written)
        }
    }

    private func turnMode(_ mode: T31Mode) -> ComputerTurn.ModemMode {
        switch mode {
        case .onHookCommand, .offHookCommand: .commands
        case .delivery: .delivery
        case .sendingFrame: .sendingFrame
        case .sendingData: .sendingData(unsent: t31.unsent, isComplete: t31.isDataComplete)
        case .connected: .other
        }
    }

    private func printable(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "<\($0)>" }.joined()
    }

    private func checkUser() {
        precondition(pthread_equal(user, pthread_self()) != 0, "a modem is used by one thread at a time")
    }
}
