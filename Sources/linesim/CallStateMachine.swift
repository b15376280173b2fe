/// One call as the exchange sees it: dialling, ringing, talking, clearing. It knows neither modems nor audio.
///
///     dialling ──▶ ringing ──▶ talking ──▶ clearing ──▶ ended
///        └── busy, no dial tone, unobtainable, not answered: the caller is told ──▶ ended
///
/// All times are line time of this call. After one end hangs up, the other still hears what is under way and then silence,
/// until the exchange clears it; it is not torn from its last frame.
struct CallStateMachine: ~Copyable {
    /// One of the two modems.
    enum End: Equatable, Sendable {
        case calling
        case called
    }

    /// What happened.
    enum Event: Equatable, Sendable {
        case answered
        case hungUp(End)
        case timePassed
    }

    /// What is to be done, in order. Every end gets exactly one of `refuse`, `clear` and `release`, its last; the calling end's comes
    /// last of all, so that it finds the called one free when it dials again at once.
    enum Action: Equatable, Sendable {
        /// One ring at the called modem.
        case ring
        /// The calling modem reports why the call did not come about, and is on hook.
        case refuse(Refusal)
        /// Both ends hear each other from now on.
        case connect
        /// This end is told that the call is over (`NO CARRIER` where it waits for the line), and is on hook.
        case clear(End)
        /// This end hung up itself, and is on hook.
        case release(End)
    }

    /// Why a call did not come about.
    enum Refusal: Equatable, Sendable {
        case busy
        case noDialTone
        case noAnswer
        /// The unobtainable tone; modems take it for no carrier.
        case unobtainable
    }

    /// How long things last on this exchange, in line time.
    struct Times: Equatable, Sendable {
        /// From the last digit to the first ring, or to the busy tone.
        var postDialDelay = LineTime.seconds(1)
        /// From one ring's beginning to the next's.
        var ringPeriod = LineTime.seconds(5)
        /// Until the caller has recognised the unobtainable tone.
        var unobtainable = LineTime.seconds(6)
        /// Until the caller gives up (S7).
        var answerTimeout = LineTime.seconds(60)
        /// From one end's hanging up until the other is cleared.
        var clearing = LineTime.seconds(0.4)
        /// From the answer until the line is cut; nil never.
        var cut: LineTime?
    }

    private enum State: ~Copyable {
        case dialling(due: LineTime, refusal: Refusal?)
        case ringing(next: LineTime, giveUp: LineTime)
        case talking(cut: LineTime?)
        case clearing(End, due: LineTime)
        case ended
    }

    /// The states, without what they know.
    enum Phase: Equatable, Sendable {
        case dialling
        case ringing
        case talking
        /// One end hung up, and the other still waits to be cleared.
        case clearing
        case ended
    }

    private var state: State
    private let times: Times

    /// A call that begins at line time 0.
    init(route: Exchange.Route, times: Times) {
        self.times = times
        switch route {
        case .reached: state = .dialling(due: times.postDialDelay, refusal: nil)
        case .busy: state = .dialling(due: times.postDialDelay, refusal: .busy)
        case .noDialTone: state = .dialling(due: times.postDialDelay, refusal: .noDialTone)
        case .neverAnswered: state = .dialling(due: times.answerTimeout, refusal: .noAnswer)
        case .unobtainable: state = .dialling(due: times.unobtainable, refusal: .unobtainable)
        }
    }

    private init(state: consuming State, times: Times) {
        self.state = state
        self.times = times
    }

    /// Where the call stands.
    var phase: Phase {
        switch state {
        case .dialling: .dialling
        case .ringing: .ringing
        case .talking: .talking
        case .clearing: .clearing
        case .ended: .ended
        }
    }

    /// Takes one event at the line time `now`.
    mutating func handle(_ event: Event, at now: LineTime) -> [Action] {
        let times = times
        var actions: [Action] = []
        let next = Self.next(consume state, event, at: now, times, &actions)
        self = CallStateMachine(state: next, times: times)
        return actions
    }

    private static func next(
        _ state: consuming State, _ event: Event, at now: LineTime, _ times: Times, _ actions: inout [Action]
    ) -> State {
        switch consume state {
        case .dialling(let due, let refusal):
            switch (event, refusal) {
            case (.hungUp(.calling), _):
                actions = refusal == nil ? [.clear(.called), .release(.calling)] : [.release(.calling)]
                return .ended
            case (.answered, nil):
                actions = [.connect]
                return .talking(cut: times.cut.map { now + $0 })
            case (.timePassed, let refusal?) where now >= due:
                actions = [.refuse(refusal)]
                return .ended
            case (.timePassed, nil) where now >= due:
                actions = [.ring]
                return .ringing(next: now + times.ringPeriod, giveUp: max(now, times.answerTimeout))
            case (.timePassed, _), (.answered, _), (.hungUp(.called), _):
                return .dialling(due: due, refusal: refusal)
            }
        case .ringing(let next, let giveUp):
            switch event {
            case .hungUp(.calling):
                actions = [.clear(.called), .release(.calling)]
                return .ended
            case .answered:
                actions = [.connect]
                return .talking(cut: times.cut.map { now + $0 })
            case .timePassed where now >= giveUp:
                actions = [.clear(.called), .refuse(.noAnswer)]
                return .ended
            case .timePassed where now >= next:
                actions = [.ring]
                return .ringing(next: now + times.ringPeriod, giveUp: giveUp)
            case .timePassed, .hungUp(.called):
                // A called modem that says ATH while it rings lets it ring.
                return .ringing(next: next, giveUp: giveUp)
            }
        case .talking(let cut):
            switch event {
            case .hungUp(let end):
                actions = [.release(end)]
                return .clearing(end == .calling ? .called : .calling, due: now + times.clearing)
            case .timePassed where cut.map { now >= $0 } ?? false:
                actions = [.clear(.calling), .clear(.called)]
                return .ended
            case .timePassed, .answered:
                return .talking(cut: cut)
            }
        case .clearing(let end, let due):
            switch event {
            case .hungUp(let other) where other == end:
                actions = [.release(end)]
                return .ended
            case .timePassed where now >= due:
                actions = [.clear(end)]
                return .ended
            case .timePassed, .answered, .hungUp:
                return .clearing(end, due: due)
            }
        case .ended:
            return .ended
        }
    }
}
