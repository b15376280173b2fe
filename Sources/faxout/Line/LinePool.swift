import Class1
import Configuration
import FaxModel
import Pipeline

/// The lines of this program: which of them are free, which rest because they could not be used, and which the operator
/// has paused.
///
/// A line that could not be used is let alone for a while, longer each time. While it rests, and while it is paused, the
/// spool is told that there is one line less: what waits for it stays in the queue, where another program may take it. So
/// it is while a line receives a call.
///
///     untested ─▶ testing ─▶ free ◀─▶ busy
///        ▲           │        │ ▲
///        │           ▼        ▼ │ (an attendant waits at a free line that answers)
///        └─────── resting   receiving ◀─ ringing ◀─ busy, where it rings
///
/// Where a keeper looks after the lines, each is tested before it takes part in calls, and after each rest; without one they
/// are free from the beginning.
actor LinePool {
    /// What an attempt to get a line comes to.
    enum Acquisition: Sendable {
        /// This line; it is to be given back by `release` or `rest`.
        case line(TelephoneLine)
        /// None: all lines of the group rest, the first of them until then, each for the reason told.
        case resting(until: ContinuousClock.Instant, reason: String)
        /// None: the lines of the group that do not rest are paused, or receive calls.
        case paused
    }

    /// What a keeper is to do with a line.
    enum Duty: Sendable {
        /// Test it; `passed` or `rest` says what has come of it.
        case test
        /// Wait for a call there; `attendanceEnded` or `rest` says that it is over.
        case attend
        /// Nothing more.
        case end
    }

    /// How many calls can be made now, and over which lines: the newest, whenever that changes.
    nonisolated let changes: AsyncStream<Availability>
    private let announcement: AsyncStream<Availability>.Continuation
    private let rests: [Duration]
    private let isKept: Bool
    private let wait: @Sendable (Duration) async -> Void
    private var isClosed = false
    private var entries: [Entry]
    private var waiting: [Lane: [CheckedContinuation<Acquisition, Never>]] = [:]

    /// A pool of lines.
    ///
    /// - Parameters:
    ///   - rests: how long a line rests that could not be used once, twice …; the last one goes on.
    ///   - isKept: whether a keeper tests the lines, and answers calls.
    ///   - wait: returns after so long; nobody cancels it.
    init(
        _ lines: [TelephoneLine], rests: [Duration], isKept: Bool = false,
        wait: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        entries = lines.map { Entry(line: $0, state: isKept ? .untested : .free) }
        self.rests = rests
        self.isKept = isKept
        self.wait = wait
        (changes, announcement) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many calls can be made, and over which lines.
    var availability: Availability {
        var capacities: [Lane: Int] = [:]
        for entry in entries { capacities[entry.group, default: 0] += entry.capacity }
        return Availability(
            capacities: capacities.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                Readiness.Capacity(lane: $0.key, tasks: $0.value)
            }, lines: entries.map(\.status))
    }

    // MARK: To send

    /// A free line of `group`, as soon as there is one; or none, when all rest, are paused or receive. The spool gives out no
    /// more tasks than the group has lines, so the wait is no longer than a call.
    func acquire(_ group: Lane) async -> Acquisition {
        if let line = takeFree(group) { return .line(line) }
        let isLettingGo = takeAway(oneOf: group, beyond: waiting[group]?.count ?? 0)
        if !isLettingGo, let none = nothingToWaitFor(group) { return none }
        return await withCheckedContinuation { waiting[group, default: []].append($0) }
    }

    /// Gives a line back that could be used.
    func release(_ line: TelephoneLine) {
        change(line) { entry in
            entry.failures = 0
            entry.state = .free
        }
    }

    /// Gives a line back at which it rang when it was about to dial. Until it would have rung again, it is for whoever calls.
    ///
    /// - Parameter heard: what was heard of the call.
    func ringing(_ line: TelephoneLine, heard: RingListener?) {
        change(line) { entry in
            entry.failures = 0
            entry.heard = heard
            entry.state = .ringing
        }
        Task {
            await wait(.milliseconds(RingListener.patience))
            let index = index(of: line)
            entries[index].heard = nil
            guard case .ringing = entries[index].state else { return }
            entries[index].state = .free
            if isClosed || entries[index].isPaused { dismiss(at: index) }
            settle()
        }
    }

    /// Gives a line back that could not be used, for this reason: it rests.
    ///
    /// - Returns: until when.
    @discardableResult
    func rest(_ line: TelephoneLine, because reason: LineError) -> ContinuousClock.Instant {
        let failures = entries[index(of: line)].failures
        let rest = rests.indices.contains(failures) ? rests[failures] : rests.last ?? .seconds(60)
        let until = ContinuousClock.now + rest
        change(line) { entry in
            entry.failures += 1
            entry.state = .resting(until: until, reason: reason)
            entry.attendance = nil
            entry.letsGo = false
        }
        Task {
            await wait(rest)
            change(line) { $0.state = isKept ? .untested : .free }
        }
        return until
    }

    /// The lines of these names, and no others, are in no call; one that is in one finishes it.
    func pause(_ names: [String]) {
        for index in entries.indices {
            entries[index].isPaused = names.contains(entries[index].line.settings.name)
            if entries[index].isPaused { dismiss(at: index) }
        }
        settle()
    }

    // MARK: To keep

    /// What is to be done with a line next, once there is something.
    ///
    /// - Parameter attendance: the one that begins where a call is to be waited for.
    func nextDuty(of line: TelephoneLine, _ attendance: Attendance) async -> Duty {
        let index = index(of: line)
        if let duty = takeDuty(at: index, attendance) {
            announce()
            return duty
        }
        return await withCheckedContinuation { entries[index].keeper = (attendance, $0) }
    }

    /// What was heard of a call that comes in at this line, told once; `nil` where none was on its way.
    func takeRings(of line: TelephoneLine) -> RingListener? {
        let index = index(of: line)
        defer { entries[index].heard = nil }
        return entries[index].heard
    }

    /// A line has passed its test; its modem is this one.
    func passed(_ line: TelephoneLine, modem: String) {
        change(line) { entry in
            entry.modem = modem
            entry.state = .free
        }
    }

    /// A line's device is gone: where it is free, and nobody waits there for a call, who would notice, it is tested before it takes part
    /// in another.
    func deviceGone(_ line: TelephoneLine) {
        let index = index(of: line)
        guard case .free = entries[index].state, entries[index].attendance == nil else { return }
        entries[index].state = .untested
        settle()
    }

    /// It rings at a line where a call is waited for, or that has ended without an answer.
    func rings(_ line: TelephoneLine, _ isRinging: Bool) {
        let index = index(of: line)
        entries[index].state = isRinging ? .receiving : .free
        // Who was to let go while it rang does so now.
        if !isRinging, isClosed || entries[index].isPaused { dismiss(at: index) }
        settle()
    }

    /// Nobody waits at the line for a call any more, or the call is over.
    func attendanceEnded(_ line: TelephoneLine) {
        change(line) { entry in
            entry.failures = 0
            entry.attendance = nil
            entry.letsGo = false
            entry.state = .free
        }
    }

    /// Ends the keeping: calls that have come in go on, and no other is waited for.
    func close() {
        isClosed = true
        for index in entries.indices { dismiss(at: index) }
        settle()
    }

    // MARK: Within

    private func index(of line: TelephoneLine) -> Int {
        guard let index = entries.firstIndex(where: { $0.line.settings.name == line.settings.name }) else {
            preconditionFailure("line \(line.settings.name) is none of this pool")
        }
        return index
    }

    private func change(_ line: TelephoneLine, _ body: (inout Entry) -> Void) {
        body(&entries[index(of: line)])
        settle()
    }

    private func takeFree(_ group: Lane) -> TelephoneLine? {
        guard let index = entries.firstIndex(where: { $0.group == group && $0.isUsable }) else { return nil }
        entries[index].state = .busy
        announce()
        return entries[index].line
    }

    /// Takes a line of `group` from its attendant.
    ///
    /// - Parameter count: how many wait for those that are being let go.
    /// - Returns: whether there is one more than that.
    private func takeAway(oneOf group: Lane, beyond count: Int) -> Bool {
        var isLettingGo = entries.count { $0.group == group && $0.letsGo } > count
        for index in entries.indices where !isLettingGo && entries[index].group == group {
            isLettingGo = dismiss(at: index)
        }
        return isLettingGo
    }

    /// Has the line's attendant let go, if there is one that has not been told. One at whose line it rings does not.
    ///
    /// - Returns: whether it will.
    @discardableResult
    private func dismiss(at index: Int) -> Bool {
        guard case .free = entries[index].state, !entries[index].letsGo,
            let attendance = entries[index].attendance
        else { return false }
        entries[index].letsGo = attendance.dismiss()
        if !entries[index].letsGo {
            entries[index].state = .receiving
            announce()
        }
        return entries[index].letsGo
    }

    /// Gives free lines to whoever waits for one, and word to those who wait in vain; tells keepers what to do, and the
    /// spool.
    private func settle() {
        for group in Array(waiting.keys) {
            while waiting[group]?.isEmpty == false, let line = takeFree(group) {
                waiting[group]?.removeFirst().resume(returning: .line(line))
            }
            if waiting[group]?.isEmpty == true { waiting[group] = nil }
            guard let count = waiting[group]?.count, !takeAway(oneOf: group, beyond: count - 1),
                let none = nothingToWaitFor(group)
            else { continue }
            for waiter in waiting.removeValue(forKey: group) ?? [] { waiter.resume(returning: none) }
        }
        for index in entries.indices {
            guard let keeper = entries[index].keeper, let duty = takeDuty(at: index, keeper.attendance) else {
                continue
            }
            entries[index].keeper = nil
            keeper.duty.resume(returning: duty)
        }
        announce()
    }

    private func takeDuty(at index: Int, _ attendance: Attendance) -> Duty? {
        guard !isClosed else { return .end }
        switch entries[index].state {
        case .untested:
            entries[index].state = .testing
            return .test
        case .free, .ringing:
            let entry = entries[index]
            guard entry.line.settings.answer != nil, !entry.isPaused, entry.attendance == nil else { return nil }
            entries[index].attendance = attendance
            return .attend
        case .testing, .busy, .receiving, .resting:
            return nil
        }
    }

    private func announce() {
        announcement.yield(availability)
    }

    /// Why no line of the group will be free soon; `nil` when one may be.
    private func nothingToWaitFor(_ group: Lane) -> Acquisition? {
        let lines = entries.filter { $0.group == group }
        var first: ContinuousClock.Instant?
        var reasons: [String] = []
        var receives = false
        for entry in lines {
            switch entry.state {
            case .busy, .untested, .testing: return nil
            case .free where !entry.isPaused: return nil
            case .free: continue
            case .receiving, .ringing: receives = true
            case .resting(let until, let reason):
                first = min(first ?? until, until)
                reasons.append("Line \(entry.line.settings.name) is not ready: \(reason)")
            }
        }
        guard let first, !receives else { return lines.isEmpty ? nil : .paused }
        return .resting(until: first, reason: reasons.joined(separator: " "))
    }
}
