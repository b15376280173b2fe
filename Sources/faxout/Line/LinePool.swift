import Configuration
import FaxModel

/// The lines of this program: which of them are free, and which rest because they could not be used.
///
/// A line that could not be used is let alone for a while, longer each time, so that it does not take the tasks of its
/// group while a good one idles. When the while is over it is free again.
actor LinePool {
    /// What an attempt to get a line comes to.
    enum Acquisition: Sendable {
        /// This line; it is to be given back by `release` or `rest`.
        case line(TelephoneLine)
        /// None: all lines of the group rest, the first of them until then, each for the reason told.
        case resting(until: ContinuousClock.Instant, reason: String)
    }

    private struct Rest {
        var line: TelephoneLine
        var until: ContinuousClock.Instant
        var reason: LineError
    }

    private let lineCounts: [Lane: Int]
    private let rests: [Duration]
    private var free: [Lane: [TelephoneLine]]
    private var resting: [Lane: [Rest]] = [:]
    private var waiting: [Lane: [CheckedContinuation<Acquisition, Never>]] = [:]
    /// How often a line could not be used since it last could, by name.
    private var failures: [String: Int] = [:]

    /// A pool of free lines.
    ///
    /// - Parameter rests: how long a line rests that could not be used once, twice …; the last one goes on.
    init(_ lines: [TelephoneLine], rests: [Duration]) {
        free = Dictionary(grouping: lines, by: \.settings.group)
        lineCounts = free.mapValues(\.count)
        self.rests = rests
    }

    /// A free line of `group`, as soon as there is one; or none, when all rest. The spool gives out no more tasks than
    /// the group has lines, so the wait is no longer than a call.
    func acquire(_ group: Lane) async -> Acquisition {
        if free[group]?.isEmpty == false, let line = free[group]?.removeFirst() { return .line(line) }
        if let none = allResting(group) { return none }
        return await withCheckedContinuation { waiting[group, default: []].append($0) }
    }

    /// Gives a line back that could be used.
    func release(_ line: TelephoneLine) {
        failures[line.settings.name] = nil
        provide(line)
    }

    /// Gives a line back that could not be used, for this reason: it rests.
    ///
    /// - Returns: until when.
    @discardableResult
    func rest(_ line: TelephoneLine, because reason: LineError) -> ContinuousClock.Instant {
        let group = line.settings.group
        let count = failures[line.settings.name, default: 0]
        failures[line.settings.name] = count + 1
        let until = ContinuousClock.now + (rests.indices.contains(count) ? rests[count] : rests.last ?? .seconds(60))
        resting[group, default: []].append(Rest(line: line, until: until, reason: reason))
        Task {
            // Nobody cancels it: it throws nothing.
            try? await Task.sleep(until: until)
            rested(line)
        }
        if let none = allResting(group) {
            for waiter in waiting.removeValue(forKey: group) ?? [] { waiter.resume(returning: none) }
        }
        return until
    }

    private func rested(_ line: TelephoneLine) {
        resting[line.settings.group]?.removeAll { $0.line.settings.name == line.settings.name }
        provide(line)
    }

    /// Gives a line to whoever waits for one.
    private func provide(_ line: TelephoneLine) {
        let group = line.settings.group
        if waiting[group]?.isEmpty == false, let next = waiting[group]?.removeFirst() {
            next.resume(returning: .line(line))
        } else {
            free[group, default: []].append(line)
        }
    }

    private func allResting(_ group: Lane) -> Acquisition? {
        guard let rests = resting[group], rests.count == lineCounts[group], let first = rests.map(\.until).min() else {
            return nil
        }
        let reasons = rests.map { "Line \($0.line.settings.name) is not ready: \($0.reason)" }
        return .resting(until: first, reason: reasons.joined(separator: " "))
    }
}
