import FaxModel

@testable import Pipeline

/// What a session wants done, with its messages read: what a test compares.
enum Said: Equatable {
    case ask(UInt64, Request)
    case resolve(UInt64, Response)
    case expire(UInt64)
    case start(LeasedTask)
    case stop(TaskID)
    case interrupt(TaskID)
    case pauseLines([String])
    case finish
    case unreadable([[UInt8]])
}

extension [SpoolSession.Action] {
    /// The actions as a test reads them.
    var said: [Said] {
        map { action in
            switch action {
            case .send(let frames):
                guard let numbered = Request.read(frames), case .success(let request) = numbered.request else {
                    return .unreadable(frames)
                }
                return .ask(numbered.number, request)
            case .resolve(let number, let response): return .resolve(number, response)
            case .expire(let number): return .expire(number)
            case .start(let task): return .start(task)
            case .stop(let task): return .stop(task)
            case .interrupt(let task): return .interrupt(task)
            case .pauseLines(let names): return .pauseLines(names)
            case .finish: return .finish
            }
        }
    }
}

/// A session in virtual time: a test says what happens and when, and reads what the session wants done.
final class SessionTranscript {
    private var session: SpoolSession
    /// The time at which the transcript begins; times below are seconds after it.
    let start = SpoolSession.Instant.now

    init(heartbeat: Duration = .seconds(6), cutOff: Duration? = nil) {
        session = SpoolSession(heartbeat: heartbeat, cutOff: cutOff)
    }

    private func instant(_ seconds: Double) -> SpoolSession.Instant { start + .seconds(seconds) }

    func ask(_ request: Request, deadline: Double? = nil, at seconds: Double) -> [Said] {
        session.ask(request, deadline: deadline.map(instant), now: instant(seconds)).actions.said
    }

    func serve(_ tasks: Int = 2, at seconds: Double) -> [Said] {
        session.serve(stage: .render, Availability(tasks: tasks), now: instant(seconds)).said
    }

    func change(to availability: Availability, at seconds: Double) -> [Said] {
        session.change(to: availability, now: instant(seconds)).said
    }

    func drain(at seconds: Double) -> [Said] {
        session.drain(now: instant(seconds)).said
    }

    func connect(at seconds: Double) -> [Said] {
        session.connected(now: instant(seconds)).said
    }

    func hear(_ response: Response, to number: UInt64 = 0, at seconds: Double) -> [Said] {
        session.messageReceived(response.frames(request: number), now: instant(seconds)).said
    }

    func hear(frames: [[UInt8]], at seconds: Double) -> [Said] {
        session.messageReceived(frames, now: instant(seconds)).said
    }

    /// Time passes up to `end`; the session is called when it wants to be.
    ///
    /// - Returns: what it wanted done, each with its second.
    func wait(until end: Double) -> [(second: Double, said: Said)] {
        var all: [(second: Double, said: Said)] = []
        while let next = session.nextDeadline, next <= instant(end) {
            let second = (next - start) / .seconds(1)
            all += session.deadlineReached(now: next).said.map { (second, $0) }
        }
        return all
    }

    /// The second at which the session wants to be called next.
    var nextSecond: Double? { session.nextDeadline.map { ($0 - start) / .seconds(1) } }
}

extension Request {
    /// What a worker of `SessionTranscript` says to be given tasks and to keep those that it holds.
    static func renderers(_ tasks: Int, holding: [LeaseReference] = [], lines: [LineStatus] = []) -> Request {
        .ready(
            Readiness(stage: .render, capacities: [.init(lane: .default, tasks: tasks)], held: holding, lines: lines))
    }
}

extension LeasedTask {
    /// A leased `render` task without much in it.
    static func sample(_ id: Int64, token: UInt64 = 1, troubles: Int = 0, payload: String = "{}") -> LeasedTask {
        LeasedTask(
            lease: LeaseReference(task: TaskID(rawValue: id), token: LeaseToken(rawValue: token)), stage: .render,
            lane: .default, order: SampleMessages.order, job: nil, retries: 0,
            troubles: troubles, losses: 0,
            payload: Array(payload.utf8), checkpoint: [])
    }
}
