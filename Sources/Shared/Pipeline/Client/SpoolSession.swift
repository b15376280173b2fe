import FaxModel

/// A client's side of the talk with the spool: which requests wait for an answer, when they are sent again, which leases
/// are held, and when the next heartbeat is due.
///
/// Duties: every request is sent until it is answered or its deadline is over, at growing intervals and whenever a
/// connection is made, because a spool that restarts forgets what it had not committed; every request may be repeated (see
/// `Request`). `ready` is said again every
/// `heartbeat`, so a spool that restarts learns of the worker by itself. A lease that comes while draining is handed back.
/// Where a network lies between, a spool that is not heard of may live all the same, and give the tasks to others: after
/// `cutOff` without an answer they are handed back as soon as that does no harm. On the spool's own host it can only be dead,
/// and then nobody gets them.
///
/// Sans-IO: what happened comes in with its time, and actions come out. Life: idle → serving (`serve`) → draining
/// (`drain`) → `drained`, once no lease is held and the spool has acknowledged that nothing more is wanted, or has not
/// answered for `drainPatience`: a spool that is away gives nothing out.
struct SpoolSession: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    /// What the connection is to do.
    enum Action: Equatable {
        case send([[UInt8]])
        /// The request of this number was answered.
        case resolve(UInt64, Response)
        /// The deadline of the request of this number is over.
        case expire(UInt64)
        /// Work on this task, and on its companions.
        case start(LeasedTask)
        /// The lease of this task is over: stop working on it.
        case stop(TaskID)
        /// This task is to be handed back as soon as that does no harm.
        case interrupt(TaskID)
        /// These lines, and no others, are to make no call.
        case pauseLines([String])
        /// All is handed back; the spool sends nothing more.
        case finish
    }

    private struct Pending {
        var frames: [[UInt8]]
        var sendAgain: Instant
        var interval: Duration
        var deadline: Instant?
    }

    private enum Role {
        case client
        case serving(Readiness, nextHeartbeat: Instant)
        /// `answered` once the spool has acknowledged a capacity of nothing.
        case draining(Readiness, nextHeartbeat: Instant, request: UInt64, answered: Bool)
        case drained
    }

    /// The first wait for an answer; each further one is twice as long, up to `longestWait`.
    static let firstWait: Duration = .seconds(1)
    static let longestWait: Duration = .seconds(8)
    /// How long a worker that is to end waits for the spool to take notice.
    static let drainPatience: Duration = .seconds(2)

    private let heartbeat: Duration
    private let cutOff: Duration?
    private var role = Role.client
    private var pending: [UInt64: Pending] = [:]
    private var held: [TaskID: LeaseToken] = [:]
    /// The lines that were last said to be paused.
    private var pausedLines: [String] = []
    /// Leases that a running `complete` will end: the request's number, and the lease.
    private var ending: [UInt64: LeaseReference] = [:]
    private var lastRequest: UInt64 = 0
    /// When the spool's acknowledgement of `drain` is not waited for any longer.
    private var drainDeadline: Instant?
    /// When the heartbeats were said that the spool has not answered: the latest of them.
    private var heartbeats: [UInt64: Instant] = [:]
    private static let keptHeartbeats = 64
    /// When the last heartbeat was said that the spool has answered: until then it knew of the leases.
    private var heard: Instant?
    /// Whether the tasks that are held were to be handed back because the spool is not heard of.
    private var isCutOff = false

    /// A session that says `ready` every `heartbeat` once it serves.
    ///
    /// - Parameter cutOff: after how long without an answer others may have the tasks; `nil` where nobody can.
    init(heartbeat: Duration, cutOff: Duration? = nil) {
        self.heartbeat = heartbeat
        self.cutOff = cutOff
    }

    /// Sends a request; it is repeated until it is answered or `deadline` is over.
    ///
    /// - Returns: the request's number, and what to do: send it, or refuse it where no spool would take it.
    mutating func ask(_ request: Request, deadline: Instant?, now: Instant) -> (number: UInt64, actions: [Action]) {
        lastRequest += 1
        let frames = request.frames(request: lastRequest)
        // The spool would close the connection, again and again.
        if let largest = frames.map(\.count).max(), largest > Envelope.largestFrame {
            let error = SpoolError(.malformed, "a message of \(largest) bytes is too large for the spool")
            return (lastRequest, [.resolve(lastRequest, .refused(error))])
        }
        pending[lastRequest] = Pending(
            frames: frames, sendAgain: now + Self.firstWait, interval: Self.firstWait, deadline: deadline)
        if case .complete(let lease, _) = request { ending[lastRequest] = lease }
        return (lastRequest, [.send(frames)])
    }

    /// Begins to take tasks.
    mutating func serve(stage: Stage, _ availability: Availability, now: Instant) -> [Action] {
        guard case .client = role else { preconditionFailure("a session serves one stage, once") }
        role = .serving(
            Readiness(stage: stage, capacities: availability.capacities, held: [], lines: availability.lines),
            nextHeartbeat: now + heartbeat)
        return [sayReady(nextNumber(), now: now)]
    }

    /// What can be taken has changed.
    mutating func change(to availability: Availability, now: Instant) -> [Action] {
        // A worker that drains takes nothing, whatever becomes free.
        guard case .serving(var readiness, _) = role else { return [] }
        readiness.capacities = availability.capacities
        readiness.lines = availability.lines
        role = .serving(readiness, nextHeartbeat: now + heartbeat)
        return [sayReady(nextNumber(), now: now)]
    }

    /// Takes no more tasks; finishes when the last one that is held has ended.
    mutating func drain(now: Instant) -> [Action] {
        switch role {
        case .client:
            role = .drained
            return [.finish]
        case .serving(var readiness, _):
            readiness.capacities = readiness.capacities.map { Readiness.Capacity(lane: $0.lane, tasks: 0) }
            let number = nextNumber()
            drainDeadline = now + Self.drainPatience
            role = .draining(readiness, nextHeartbeat: now + heartbeat, request: number, answered: false)
            return [sayReady(number, now: now)]
        case .draining, .drained:
            return []
        }
    }

    /// A message came from the spool. One that can't be read is ignored: the request will be repeated.
    mutating func messageReceived(_ frames: [[UInt8]], now: Instant) -> [Action] {
        guard let (number, response) = try? Response.read(frames) else { return [] }
        switch response {
        case .leased(let task):
            return leased(task, now: now)
        case .readied(let word):
            return readied(word, request: number)
        case .accepted, .refused, .content, .answer:
            guard pending.removeValue(forKey: number) != nil else { return [] }
            if let lease = ending.removeValue(forKey: number), held[lease.task] == lease.token, response.endsLease {
                held[lease.task] = nil
            }
            return [.resolve(number, response)] + finishIfDrained()
        }
    }

    /// A connection to the spool was made: whatever was said before it may be lost.
    mutating func connected(now: Instant) -> [Action] {
        for number in pending.keys {
            pending[number]?.interval = Self.firstWait
            pending[number]?.sendAgain = now
        }
        switch role {
        case .serving(let readiness, _): role = .serving(readiness, nextHeartbeat: now)
        case .draining(let readiness, _, let request, let answered):
            role = .draining(readiness, nextHeartbeat: now, request: request, answered: answered)
        case .client, .drained: break
        }
        return deadlineReached(now: now)
    }

    /// When `deadlineReached` is to be called, if nothing else happens before.
    var nextDeadline: Instant? {
        var next: Instant?
        switch role {
        case .serving(_, let heartbeat): next = heartbeat
        case .draining(_, let heartbeat, _, _): next = min(heartbeat, drainDeadline ?? heartbeat)
        case .client, .drained: break
        }
        if let deadline = cutOffDeadline { next = min(next ?? deadline, deadline) }
        for request in pending.values {
            next = min(next ?? request.sendAgain, request.sendAgain, request.deadline ?? request.sendAgain)
        }
        return next
    }

    /// Time has passed.
    mutating func deadlineReached(now: Instant) -> [Action] {
        var actions: [Action] = []
        for (number, request) in pending {
            if let deadline = request.deadline, deadline <= now {
                pending[number] = nil
                ending[number] = nil
                actions.append(.expire(number))
            } else if request.sendAgain <= now {
                let interval = min(request.interval * 2, Self.longestWait)
                pending[number]?.interval = interval
                pending[number]?.sendAgain = now + interval
                actions.append(.send(request.frames))
            }
        }
        switch role {
        case .serving(let readiness, let next) where next <= now:
            role = .serving(readiness, nextHeartbeat: now + heartbeat)
            actions.append(sayReady(nextNumber(), now: now))
        case .draining(let readiness, let next, let request, let answered) where next <= now:
            role = .draining(readiness, nextHeartbeat: now + heartbeat, request: request, answered: answered)
            actions.append(sayReady(request, now: now))
        case .serving, .draining, .client, .drained:
            break
        }
        if let deadline = cutOffDeadline, deadline <= now {
            isCutOff = true
            actions += held.keys.map(Action.interrupt)
        }
        return actions + drainDeadlineReached(now: now)
    }

    /// When the tasks that are held are to be handed back because the spool is not heard of.
    private var cutOffDeadline: Instant? {
        guard let cutOff, let heard, !isCutOff, !held.isEmpty else { return nil }
        return heard + cutOff
    }

    private mutating func drainDeadlineReached(now: Instant) -> [Action] {
        guard let deadline = drainDeadline, deadline <= now else { return [] }
        drainDeadline = nil
        guard case .draining(let readiness, let next, let request, _) = role else { return [] }
        role = .draining(readiness, nextHeartbeat: next, request: request, answered: true)
        return finishIfDrained()
    }

    private mutating func leased(_ task: LeasedTask, now: Instant) -> [Action] {
        switch role {
        case .serving:
            heard = heard ?? now
            var actions: [Action] = []
            for lease in task.leases where held.updateValue(lease.token, forKey: lease.task) != nil {
                actions.append(.stop(lease.task))
            }
            return actions + [.start(task)]
        case .draining:
            var actions: [Action] = []
            for lease in task.leases {
                held[lease.task] = lease.token
                actions += ask(.complete(lease, Completion(.released)), deadline: nil, now: now).actions
            }
            return actions
        case .client, .drained:
            return []
        }
    }

    private mutating func readied(_ word: WorkerWord, request: UInt64) -> [Action] {
        if let said = heartbeats[request] {
            heard = max(heard ?? said, said)
            isCutOff = false
            heartbeats = heartbeats.filter { $0.key > request }
        }
        var actions: [Action] = []
        for task in word.over where held.removeValue(forKey: task) != nil { actions.append(.stop(task)) }
        for task in word.unwanted where held[task] != nil { actions.append(.interrupt(task)) }
        if word.pausedLines != pausedLines {
            pausedLines = word.pausedLines
            actions.append(.pauseLines(pausedLines))
        }
        if case .draining(let readiness, let next, let wanted, _) = role, request == wanted {
            role = .draining(readiness, nextHeartbeat: next, request: wanted, answered: true)
        }
        return actions + finishIfDrained()
    }

    private mutating func finishIfDrained() -> [Action] {
        guard case .draining(_, _, _, answered: true) = role, held.isEmpty else { return [] }
        role = .drained
        return [.finish]
    }

    private mutating func sayReady(_ number: UInt64, now: Instant) -> Action {
        heartbeats[number] = now
        if heartbeats.count > Self.keptHeartbeats, let oldest = heartbeats.keys.min() { heartbeats[oldest] = nil }
        switch role {
        case .serving(var readiness, _), .draining(var readiness, _, _, _):
            readiness.held = held.map { LeaseReference(task: $0.key, token: $0.value) }
            return .send(Request.ready(readiness).frames(request: number))
        case .client, .drained:
            preconditionFailure("only a worker says that it is ready")
        }
    }

    private mutating func nextNumber() -> UInt64 {
        lastRequest += 1
        return lastRequest
    }
}

extension Response {
    /// Whether, as the answer to `complete`, it says that the lease is over. A completion that could not be stored leaves it
    /// as it is.
    fileprivate var endsLease: Bool {
        switch self {
        case .accepted: true
        case .refused(let error): error.code == .stale
        case .readied, .leased, .content, .answer: false
        }
    }
}
