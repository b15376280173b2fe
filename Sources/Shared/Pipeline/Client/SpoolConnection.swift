import FaxModel
import Foundation
import Logging
import Synchronization
import ZeroMQ

/// Runs a `SpoolSession` over a DEALER socket, on a thread of its own: ZeroMQ sockets belong to one thread, and
/// heartbeats must go out however busy the worker is.
final class SpoolConnection: Sendable {
    /// What a worker is told.
    enum Event: Sendable {
        case start(LeasedTask)
        case stop(TaskID)
        case interrupt(TaskID)
        case pauseLines([String])
    }

    private enum Command: Sendable {
        case ask(Request, deadline: ContinuousClock.Instant?, CheckedContinuation<Response, Never>)
        case serve(Stage, Availability, AsyncStream<Event>.Continuation)
        case change(Availability)
        case drain
        case close
    }

    private struct Inbox: Sendable {
        var commands: [Command] = []
        var isClosed = false
    }

    private static let closed = SpoolError(.unreachable, "the connection to the spool was closed")

    private let inbox = Mutex(Inbox())
    private let wakeup = Wakeup()

    /// A connection to the spool at `endpoint`, made whenever the spool is there.
    ///
    /// - Parameters:
    ///   - credentials: who this is, and who the spool is, where that matters.
    ///   - cutOff: after how long without an answer the spool may have given a worker's tasks to others.
    ///   - patience: after how long without an answer the log says so; `nil` where whoever asks says it himself.
    /// - Throws: `ZeroMQError` when the endpoint can't be one.
    init(
        endpoint: String, credentials: SpoolCredentials?, heartbeat: Duration, cutOff: Duration?,
        patience: Duration?, logger: Logger
    ) throws {
        // The socket is made on the thread that owns it; its first error comes back here.
        let started = DispatchSemaphore(value: 0)
        let failure = Mutex<ZeroMQError?>(nil)
        let thread = Thread { [self] in
            do throws(ZeroMQError) {
                let socket = try ZeroMQSocket(.dealer, context: ZeroMQContext())
                var generator = SystemRandomNumberGenerator()
                // A first byte other than 0, which ZeroMQ keeps for names of its own making.
                try socket.setIdentity([0x57] + (0..<15).map { _ in UInt8.random(in: 0...255, using: &generator) })
                if let credentials { try socket.connectSecurely(to: credentials.spool, as: credentials.own) }
                try socket.connect(to: endpoint)
                started.signal()
                run(
                    socket, SpoolSession(heartbeat: heartbeat, cutOff: cutOff),
                    patience.map { SilenceWatch(patience: $0) }, SpoolPlace(endpoint: endpoint), logger)
            } catch {
                failure.withLock { $0 = error }
                started.signal()
            }
        }
        thread.name = "spool"
        thread.stackSize = 512 << 10
        thread.start()
        started.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// Asks the spool.
    ///
    /// - Parameter deadline: until when the request is repeated; `nil` for as long as it takes.
    func ask(_ request: Request, deadline: ContinuousClock.Instant?) async -> Response {
        await withCheckedContinuation { continuation in
            post(.ask(request, deadline: deadline, continuation))
        }
    }

    /// Begins to take tasks. The stream ends after `drain`, when nothing is held any more.
    func serve(stage: Stage, _ availability: Availability) -> AsyncStream<Event> {
        AsyncStream { post(.serve(stage, availability, $0)) }
    }

    /// Tells the spool that what can be taken has changed.
    func change(to availability: Availability) {
        post(.change(availability))
    }

    /// Takes no more tasks.
    func drain() {
        post(.drain)
    }

    /// Ends the thread. Requests that wait, and those that come later, are answered `unreachable`.
    func close() {
        post(.close)
    }

    private func post(_ command: Command) {
        let wasClosed = inbox.withLock { inbox in
            defer { if case .close = command { inbox.isClosed = true } }
            if !inbox.isClosed { inbox.commands.append(command) }
            return inbox.isClosed
        }
        guard wasClosed else { return wakeup.signal() }
        switch command {
        case .ask(_, _, let continuation): continuation.resume(returning: .refused(Self.closed))
        case .serve(_, _, let events): events.finish()
        case .change, .drain, .close: break
        }
    }

    private func run(
        _ socket: borrowing ZeroMQSocket, _ session: consuming SpoolSession, _ silence: SilenceWatch?,
        _ place: SpoolPlace, _ logger: Logger
    ) {
        var session = session
        var silence = silence
        silence?.wasAsked(now: .now)
        var waiting: [UInt64: CheckedContinuation<Response, Never>] = [:]
        var events: AsyncStream<Event>.Continuation?
        var handshake: Handshake?

        func perform(_ actions: [SpoolSession.Action]) {
            for action in actions {
                switch action {
                case .send(let frames):
                    silence?.wasAsked(now: .now)
                    do throws(ZeroMQError) {
                        // One that is not taken means that the spool is away: the session sends again when it is there.
                        _ = try socket.send(frames)
                    } catch {
                        logger.error("A message to the spool could not be sent; it will be repeated: \(error)")
                    }
                case .resolve(let number, let response):
                    waiting.removeValue(forKey: number)?.resume(returning: response)
                case .expire(let number):
                    let error = SpoolError(.unreachable, "the spool did not answer in time")
                    waiting.removeValue(forKey: number)?.resume(returning: .refused(error))
                case .start(let task):
                    events?.yield(.start(task))
                case .stop(let task):
                    events?.yield(.stop(task))
                case .interrupt(let task):
                    events?.yield(.interrupt(task))
                case .pauseLines(let names):
                    events?.yield(.pauseLines(names))
                case .finish:
                    events?.finish()
                }
            }
        }

        while true {
            let posted = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return inbox.commands
            }
            for command in posted {
                let now = ContinuousClock.now
                switch command {
                case .ask(let request, let deadline, let continuation):
                    let (number, actions) = session.ask(request, deadline: deadline, now: now)
                    waiting[number] = continuation
                    perform(actions)
                case .serve(let stage, let availability, let continuation):
                    events = continuation
                    perform(session.serve(stage: stage, availability, now: now))
                case .change(let availability):
                    perform(session.change(to: availability, now: now))
                case .drain:
                    perform(session.drain(now: now))
                case .close:
                    for continuation in waiting.values { continuation.resume(returning: .refused(Self.closed)) }
                    events?.finish()
                    return
                }
            }
            do throws(ZeroMQError) {
                switch try socket.takeHandshake() {
                case nil: break
                case .lost?: silence?.wasAsked(now: .now)
                case let last?:
                    if last == .made {
                        silence?.wasHeard(now: .now)?.log(place, to: logger)
                        perform(session.connected(now: .now))
                    }
                    if last != handshake { last.log(to: logger) }
                    handshake = last
                }
                while let frames = try socket.receive() {
                    silence?.wasHeard(now: .now)?.log(place, to: logger)
                    perform(session.messageReceived(frames, now: .now))
                }
                perform(session.deadlineReached(now: .now))
                silence?.deadlineReached(now: .now)?.log(place, to: logger)
                let deadline = [session.nextDeadline, silence?.nextDeadline].compactMap { $0 }.min()
                try socket.poll(or: wakeup.descriptor, milliseconds: Self.milliseconds(until: deadline))
            } catch {
                preconditionFailure("the socket to the spool broke: \(error)")
            }
            wakeup.clear()
        }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int {
        guard let deadline else { return -1 }
        return max(0, Int((deadline - .now) / .milliseconds(1)) + 1)
    }
}

extension Handshake {
    /// Says what keeps the spool from being reached.
    fileprivate func log(to logger: Logger) {
        switch self {
        case .made, .lost: break
        case .refused: logger.error("The spool refuses this host's key: it is not among its spool.keys.admit")
        case .failed:
            logger.warning(
                "The spool can't be talked to: it has just ended, or its key is another one than spool.keys.spool says")
        }
    }
}

extension SilenceWatch.News {
    /// Says that the spool is not heard of, or is again.
    fileprivate func log(_ place: SpoolPlace, to logger: Logger) {
        switch self {
        case .silent(let since):
            let time = Date().addingTimeInterval((since - .now) / .seconds(1))
            logger.warning("\(place.silence(since: time))")
        case .back(let time):
            logger.notice("The spool answers again, after \(Int(time / .seconds(1))) s")
        }
    }
}
