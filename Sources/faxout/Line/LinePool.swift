import Configuration
import FaxModel
import Pipeline

/// The lines of this program: which of them are free, which rest because they could not be used, and which the operator
/// has paused.
///
/// A line that could not be used is let alone for a while, longer each time. While it rests, and while it is paused, the
/// spool is told that there is one line less: what waits for it stays in the queue, where another program may take it.
actor LinePool {
    /// What an attempt to get a line comes to.
    enum Acquisition: Sendable {
        /// This line; it is to be given back by `release` or `rest`.
        case line(TelephoneLine)
        /// None: all lines of the group rest, the first of them until then, each for the reason told.
        case resting(until: ContinuousClock.Instant, reason: String)
        /// None: the lines of the group that do not rest are paused.
        case paused
    }

    fileprivate enum State {
        case free
        case busy
        case resting(until: ContinuousClock.Instant, reason: LineError)
    }

    fileprivate struct Entry {
        var line: TelephoneLine
        var state = State.free
        var isPaused = false
        /// How often it could not be used since it last could.
        var failures = 0
    }

    /// How many calls can be made now, and over which lines: the newest, whenever that changes.
    nonisolated let changes: AsyncStream<Availability>
    private let announcement: AsyncStream<Availability>.Continuation
    private let rests: [Duration]
    private var entries: [Entry]
    private var waiting: [Lane: [CheckedContinuation<Acquisition, Never>]] = [:]

    /// A pool of free lines.
    ///
    /// - Parameter rests: how long a line rests that could not be used once, twice …; the last one goes on.
    init(_ lines: [TelephoneLine], rests: [Duration]) {
        entries = lines.map { Entry(line: $0) }
        self.rests = rests
        (changes, announcement) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many calls can be made, and over which lines.
    var availability: Availability {
        var capacities: [Lane: Int] = [:]
        for entry in entries {
            switch entry.state {
            case .busy: capacities[entry.group, default: 0] += 1
            case .free: capacities[entry.group, default: 0] += entry.isPaused ? 0 : 1
            case .resting: capacities[entry.group, default: 0] += 0
            }
        }
        return Availability(
            capacities: capacities.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                Readiness.Capacity(lane: $0.key, tasks: $0.value)
            }, lines: entries.map(\.status))
    }

    /// A free line of `group`, as soon as there is one; or none, when all rest or are paused. The spool gives out no more
    /// tasks than the group has lines, so the wait is no longer than a call.
    func acquire(_ group: Lane) async -> Acquisition {
        if let index = entries.firstIndex(where: { $0.group == group && $0.isUsable }) {
            entries[index].state = .busy
            announce()
            return .line(entries[index].line)
        }
        if let none = nothingToWaitFor(group) { return none }
        return await withCheckedContinuation { waiting[group, default: []].append($0) }
    }

    /// Gives a line back that could be used.
    func release(_ line: TelephoneLine) {
        change(line) { entry in
            entry.failures = 0
            entry.state = .free
        }
    }

    /// Gives a line back that could not be used, for this reason: it rests.
    ///
    /// - Returns: until when.
    @discardableResult
    func rest(_ line: TelephoneLine, because reason: LineError) -> ContinuousClock.Instant {
        var until = ContinuousClock.now
        change(line) { entry in
            until += rests.indices.contains(entry.failures) ? rests[entry.failures] : rests.last ?? .seconds(60)
            entry.failures += 1
            entry.state = .resting(until: until, reason: reason)
        }
        Task { [until] in
            // Nobody cancels it: it throws nothing.
            try? await Task.sleep(until: until)
            change(line) { $0.state = .free }
        }
        return until
    }

    /// The lines of these names, and no others, make no call; one that makes one finishes it.
    func pause(_ names: [String]) {
        for index in entries.indices {
            entries[index].isPaused = names.contains(entries[index].line.settings.name)
        }
        settle()
    }

    private func change(_ line: TelephoneLine, _ body: (inout Entry) -> Void) {
        guard let index = entries.firstIndex(where: { $0.line.settings.name == line.settings.name }) else {
            preconditionFailure("line \(line.settings.name) is none of this pool")
        }
        body(&entries[index])
        settle()
    }

    /// Gives free lines to whoever waits for one, and word to those who wait in vain; tells the spool.
    private func settle() {
        for (group, _) in waiting {
            while waiting[group]?.isEmpty == false,
                let index = entries.firstIndex(where: { $0.group == group && $0.isUsable })
            {
                entries[index].state = .busy
                waiting[group]?.removeFirst().resume(returning: .line(entries[index].line))
            }
            guard let none = nothingToWaitFor(group) else { continue }
            for waiter in waiting.removeValue(forKey: group) ?? [] { waiter.resume(returning: none) }
        }
        announce()
    }

    private func announce() {
        announcement.yield(availability)
    }

    /// Why no line of the group will be free soon; `nil` when one may be.
    private func nothingToWaitFor(_ group: Lane) -> Acquisition? {
        let lines = entries.filter { $0.group == group }
        var first: ContinuousClock.Instant?
        var reasons: [String] = []
        for entry in lines {
            switch entry.state {
            case .busy: return nil
            case .free where !entry.isPaused: return nil
            case .free: continue
            case .resting(let until, let reason):
                first = min(first ?? until, until)
                reasons.append("Line \(entry.line.settings.name) is not ready: \(reason)")
            }
        }
        guard let first else { return lines.isEmpty ? nil : .paused }
        return .resting(until: first, reason: reasons.joined(separator: " "))
    }
}

extension LinePool.Entry {
    fileprivate var group: Lane { line.settings.group }

    /// Whether it can be given out.
    fileprivate var isUsable: Bool {
        if case .free = state { !isPaused } else { false }
    }

    /// What the operator sees.
    fileprivate var status: LineStatus {
        let name = line.settings.name
        return switch state {
        case .busy: LineStatus(name: name, group: group, state: .busy)
        case .resting(_, let reason):
            LineStatus(name: name, group: group, state: .resting, reason: reason.description)
        case .free: LineStatus(name: name, group: group, state: isPaused ? .paused : .free)
        }
    }
}
