import FaxModel
import Logging
import Pipeline

// Where an operator stops the flow of work.

extension SpoolEngine {
    /// Stops the flow of work at `target`, or lets it go on.
    ///
    /// - Throws: `SpoolError` when it does so already.
    mutating func pause(
        _ target: PauseTarget, _ isPaused: Bool, _ batch: inout Batch
    ) throws -> CommandReport {
        guard queue.pauses.contains(target) != isPaused else {
            let state = isPaused ? "is paused already" : "is not paused"
            throw SpoolError(.unknown, "\(target.name) \(state)")
        }
        if isPaused { queue.pauses.insert(target) } else { queue.pauses.remove(target) }
        try batch.transaction.setPause(target, isPaused)
        logger.notice("The operator has \(isPaused ? "paused" : "resumed") \(target.name)")
        if case .line = target {
            for worker in workers.workersWithLines { tellLatest(worker, &batch) }
        }
        var report = CommandReport()
        if isPaused { report.warning = strangeness(of: target) }
        return report
    }

    /// What is to be said where nobody is known to have what is paused: a slip of the pen, or a worker that is not there at the
    /// moment.
    private func strangeness(of target: PauseTarget) -> String? {
        let known: Set<String>
        let name: String
        switch target {
        case .stage:
            return nil
        case .line(let line):
            known = Set(workers.lines.map(\.name))
            name = line
        case .lane(let stage, let lane):
            var lanes = workers.lanes(of: stage).union(queue.depths.lanes(of: stage))
            if stage == .faxout { lanes.formUnion(queue.groups.names) }
            known = Set(lanes.map(\.rawValue))
            name = lane.rawValue
        }
        guard !known.contains(name) else { return nil }
        let others = known.isEmpty ? "none is known" : "known: \(known.sorted().joined(separator: ", "))"
        return "Nothing is known of \(target.name) now (\(others)). It is paused for when it comes."
    }
}

extension PauseTarget {
    /// What it is called.
    fileprivate var name: String {
        switch self {
        case .stage(let stage): "stage \(stage)"
        case .lane(let stage, let lane): "lane \(lane) of stage \(stage)"
        case .line(let name): "line \(name)"
        }
    }
}

extension PauseTarget {
    /// The target as `faxctl pause` takes it.
    var argument: String {
        switch self {
        case .stage(let stage): stage.rawValue
        case .lane(let stage, let lane): "\(stage.rawValue)/\(lane.rawValue)"
        case .line(let name): "line/\(name)"
        }
    }

    /// Whether nothing is given out at `station` because of it.
    func stops(_ station: Station) -> Bool {
        self == .stage(station.stage) || self == .lane(station.stage, station.lane)
    }
}
