internal import Glibc
internal import Logging
internal import SpanDSP

/// One call, from the last digit until both modems are on hook, with a clock and a pace of its own.
///
/// It runs on its own thread and is the only user of its modems; each goes back to the switchboard as soon as it is on hook.
final class Call {
    /// Everything that a call starts with.
    struct Order: Sendable {
        /// A number of its own, from 1.
        let number: Int
        /// What was dialled.
        let dialled: String
        /// What that comes to.
        let route: Exchange.Route
        /// The caller.
        let calling: Modem
        /// Whom it reaches.
        let called: Modem?
        /// What the line does to it.
        let impairments: Impairments
        /// The sequences of chance: from the called end to the calling one, and the other way.
        let random: (toCalling: SeededGenerator, toCalled: SeededGenerator)
        /// How fast it may go.
        let speeds: Pace.Speeds
        /// Where it is recorded.
        let recordingPath: String?
    }

    /// Blocks by what they waited for, and times that a reader was behind.
    struct Tally: Equatable {
        var computer = 0
        var line = 0
        var stalls = 0
    }

    private let order: Order
    private let tellSwitchboard: (Mailbox.Notice) -> Void
    private let log: Logger
    private let recording: CallRecording?
    private let began = WallClock.now
    private var machine: CallStateMachine
    private var calling: Modem?
    private var called: Modem?
    private var now = LineTime(blocks: 0)
    private var answeredAt = LineTime(blocks: 0)
    private var pace: Pace
    private var tally = Tally()
    private var toCalling: LinePath
    private var toCalled: LinePath
    private var audio = (
        fromCalling: Call.silence, fromCalled: Call.silence, atCalling: Call.silence, atCalled: Call.silence
    )

    private static let silence = [Int16](repeating: 0, count: LineTime.samplesPerBlock)

    /// A call that says by `tellSwitchboard` what becomes of its modems.
    init(_ order: Order, log: Logger, tellSwitchboard: @escaping (Mailbox.Notice) -> Void) {
        self.order = order
        self.tellSwitchboard = tellSwitchboard
        var log = log
        log[metadataKey: "call"] = "\(order.number)"
        self.log = log
        calling = order.calling
        called = order.called
        var times = CallStateMachine.Times()
        let timeout = order.calling.answerTimeout
        times.answerTimeout = timeout > 0 ? .seconds(Double(timeout)) : .seconds(180)
        times.cut = order.impairments.cut.map(LineTime.seconds)
        machine = CallStateMachine(route: order.route, times: times)
        pace = Pace(speeds: order.speeds, now: began)
        toCalling = LinePath(order.impairments, random: order.random.toCalling)
        toCalled = LinePath(order.impairments, random: order.random.toCalled)
        do throws(LinesimError) {
            recording = try order.recordingPath.map { path throws(LinesimError) in try CallRecording(path: path) }
        } catch {
            recording = nil
            log.warning("\(error)")
        }
    }

    /// Carries the call until it is over.
    func run() {
        begin()
        var nap = 0.0
        var priority = TurboPriority()
        while true {
            serveComputers()
            if machine.phase == .ended { break }
            let wall = WallClock.now
            if machine.phase == .talking, isAnyComputerBehind {
                // Reading wakes nobody up: look again after a nap that grows while nothing comes of it.
                tally.stalls += 1
                nap = min(max(nap * 1.5, 0.000_3), 0.005)
                usleep(UInt32(nap * 1e6))
                pace.stall(now: WallClock.now)
                continue
            }
            nap = 0
            let need = need(now: wall)
            priority.standBack(need == .line && pace.isTurbo)
            let due = pace.due(need, now: wall)
            // Whatever a computer wrote may change what is due.
            if due > wall, wait(until: due) { continue }
            pace.advance(due: due, now: WallClock.now)
            switch need {
            case .computer: tally.computer += 1
            case .line: tally.line += 1
            }
            passBlock()
        }
        finish()
    }

    private func begin() {
        calling?.adopt()
        called?.adopt()
        calling?.hook = .dialling
        called?.hook = .ringing
        let caller = order.calling.numbers.first ?? ""
        called?.setCaller(number: caller, dialled: order.dialled)
        log.info("\(caller) dials \(order.dialled): \(order.route.description)")
    }

    private func finish() {
        recording?.finish()
        let wall = WallClock.now - began
        log.info(
            "over after \(rounded(now.seconds)) s of line time in \(rounded(wall)) s",
            metadata: [
                "computer": "\(tally.computer)", "line": "\(tally.line)", "stalls": "\(tally.stalls)",
            ])
    }

    // MARK: Time

    private var isAnyComputerBehind: Bool {
        calling?.isComputerBehind ?? false || called?.isComputerBehind ?? false
    }

    private func need(now wall: Double) -> Pace.Need {
        let modems = [calling, called].compactMap(\.self)
        switch machine.phase {
        case .dialling, .ended: return .line
        case .ringing: return called?.computerAnswers ?? false ? .computer : .line
        case .talking:
            // In silence both computers may count on their own clocks.
            if !modems.contains(where: \.isTransmitting) { return .computer }
        case .clearing: break
        }
        return modems.contains { $0.isComputersTurn(now: wall) } ? .computer : .line
    }

    /// Waits for a computer or until the wall time `due`; says whether a computer was the first.
    private func wait(until due: Double) -> Bool {
        var polled = [calling, called].compactMap { $0?.awaitedDescriptor }
            .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // Whole milliseconds, rounded up: a pace that is faster than that passes several blocks after each wait.
        let left = ((due - WallClock.now) * 1000).rounded(.up)
        return poll(&polled, nfds_t(polled.count), Int32(max(0, left))) > 0
    }

    private func passBlock() {
        if machine.phase == .talking || machine.phase == .clearing { carryAudio() }
        now.blocks += 1
        perform(machine.handle(.timePassed, at: now))
    }

    private func carryAudio() {
        audio.fromCalling = Self.silence
        audio.fromCalled = Self.silence
        calling?.transmit(into: &audio.fromCalling)
        called?.transmit(into: &audio.fromCalled)
        let time = now - answeredAt
        toCalling.carry(far: audio.fromCalled, own: audio.fromCalling, at: time, into: &audio.atCalling)
        toCalled.carry(far: audio.fromCalling, own: audio.fromCalled, at: time, into: &audio.atCalled)
        recording?.add(calling: audio.atCalling, called: audio.atCalled)
        calling?.hear(&audio.atCalling)
        called?.hear(&audio.atCalled)
    }

    // MARK: Events

    private func serveComputers() {
        for end in [CallStateMachine.End.calling, .called] {
            // A modem that was let go is no longer this call's to touch.
            while let modem = modem(end) {
                let hasInput = modem.serveComputer()
                let requests = modem.takeRequests()
                for request in requests where self.modem(end) != nil { handle(request, of: modem, at: end) }
                if !hasInput, requests.isEmpty { break }
            }
        }
    }

    private func handle(_ request: Modem.Request, of modem: Modem, at end: CallStateMachine.End) {
        switch request {
        case .hangUp: perform(machine.handle(.hungUp(end), at: now))
        case .answer: perform(machine.handle(.answered, at: now))
        case .seize: if modem.hook == .ringing { perform(machine.handle(.answered, at: now)) }
        case .dial:
            // In a call ATD only asks for the calling role's signals; a line that rings has no dial tone.
            if modem.hook == .talking { modem.line(.connected) } else { modem.line(.noDialTone) }
        }
    }

    private func perform(_ actions: [CallStateMachine.Action]) {
        for action in actions {
            switch action {
            case .ring:
                log.debug("rings", metadata: lineTime)
                called?.line(.alerting)
            case .connect:
                log.debug("answered", metadata: lineTime)
                answeredAt = now
                calling?.hook = .talking
                called?.hook = .talking
                called?.line(.answered)
                calling?.line(.connected)
            case .refuse(let refusal):
                log.debug("refused: \(refusal)", metadata: lineTime)
                tell(refusal)
                letGo(.calling)
            case .clear(let end):
                log.debug("\(end) end cleared", metadata: lineTime)
                modem(end)?.line(.hungUp)
                letGo(end)
            case .release(let end):
                log.debug("\(end) end hung up", metadata: lineTime)
                // First of all: who hung up may dial again at once.
                if let other = modem(end == .calling ? .called : .calling) { tellSwitchboard(.clearing(other.index)) }
                letGo(end)
            }
        }
    }

    private func tell(_ refusal: CallStateMachine.Refusal) {
        switch refusal {
        case .busy: calling?.line(.busy)
        case .noDialTone: calling?.line(.noDialTone)
        case .noAnswer: calling?.line(.noAnswer)
        case .unobtainable: calling?.lineUnobtainable()
        }
    }

    private func letGo(_ end: CallStateMachine.End) {
        guard let modem = modem(end) else { return }
        switch end {
        case .calling: calling = nil
        case .called: called = nil
        }
        modem.endCall()
        tellSwitchboard(.released(modem.index))
    }

    private func modem(_ end: CallStateMachine.End) -> Modem? {
        switch end {
        case .calling: calling
        case .called: called
        }
    }

    private var lineTime: Logger.Metadata { ["line": "\(rounded(now.seconds))"] }

    private func rounded(_ seconds: Double) -> Double { (seconds * 100).rounded() / 100 }
}
