import Configuration
import FaxModel

/// The lines of this program, and which of them are free.
actor LinePool {
    private var free: [Lane: [TelephoneLine]]
    private var waiting: [Lane: [CheckedContinuation<TelephoneLine, Never>]] = [:]

    /// A pool of free lines.
    init(_ lines: [TelephoneLine]) {
        free = Dictionary(grouping: lines, by: \.settings.group)
    }

    /// A free line of `group`, as soon as there is one. The spool gives out no more tasks than the group has lines, so
    /// the wait is short. Each line is given back by `release`.
    func acquire(_ group: Lane) async -> TelephoneLine {
        if free[group]?.isEmpty == false, let line = free[group]?.removeFirst() { return line }
        return await withCheckedContinuation { waiting[group, default: []].append($0) }
    }

    /// Gives a line back.
    func release(_ line: TelephoneLine) {
        let group = line.settings.group
        if waiting[group]?.isEmpty == false, let next = waiting[group]?.removeFirst() {
            next.resume(returning: line)
        } else {
            free[group, default: []].append(line)
        }
    }
}
