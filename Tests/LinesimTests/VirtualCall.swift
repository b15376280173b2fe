@testable import linesim

/// A call without modems, in virtual time.
final class VirtualCall {
    private var machine: CallStateMachine
    private var now = LineTime(blocks: 0)

    /// A call that begins at second 0.
    init(_ route: Exchange.Route = .reached(1), cut: Double? = nil, answerTimeout: Double = 60) {
        var times = CallStateMachine.Times()
        times.cut = cut.map(LineTime.seconds)
        times.answerTimeout = .seconds(answerTimeout)
        machine = CallStateMachine(route: route, times: times)
    }

    /// Where the call stands.
    var phase: CallStateMachine.Phase { machine.phase }

    /// What comes of `event` now.
    func happens(_ event: CallStateMachine.Event) -> [CallStateMachine.Action] { machine.handle(event, at: now) }

    /// Lets the time pass block by block up to second `end`; what came of it, with the second of each.
    func passes(until end: Double) -> [Happening] {
        var happenings: [Happening] = []
        while now < .seconds(end) {
            now.blocks += 1
            let actions = machine.handle(.timePassed, at: now)
            happenings += actions.map { Happening(second: now.seconds, action: $0) }
        }
        return happenings
    }

    /// An action and when it came.
    struct Happening: Equatable {
        /// Line seconds from the call's beginning.
        var second: Double
        /// What is to be done.
        var action: CallStateMachine.Action

        /// `action` at `second`.
        init(second: Double, action: CallStateMachine.Action) {
            self.second = second
            self.action = action
        }
    }
}
