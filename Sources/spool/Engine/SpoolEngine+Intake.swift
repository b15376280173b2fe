import Logging
import Pipeline

// When nothing new can be taken, and what is said of it.

extension SpoolEngine {
    /// Why no order can be taken now; `nil` where one can. What an operator has to know of it is logged.
    mutating func obstacle(_ batch: Batch) -> SpoolError? {
        let depth = depth + batch.arrivals.count
        let freeBytes = disk.freeBytes(now: batch.now.steady)
        guard let limit = intake.obstacle(depth: depth, freeBytes: freeBytes) else { return nil }
        tell(intake.look(depth: depth, freeBytes: freeBytes, now: batch.now.steady))
        return SpoolError(.busy, "nothing new is taken: \(limit)")
    }

    /// Looks whether limits have begun to hold, or are over.
    mutating func watchIntake(_ now: Moment) {
        tell(intake.look(depth: depth, freeBytes: disk.freeBytes(now: now.steady), now: now.steady))
    }

    /// The limits that hold now.
    mutating func intakeLimits(_ now: Moment) -> [IntakeLimit] {
        intake.holding(depth: depth, freeBytes: disk.freeBytes(now: now.steady))
    }

    private func tell(_ news: [IntakeLimits.News]) {
        for news in news {
            switch news {
            case .begun(let limit): logger.error("New mail is refused (452): \(limit)")
            case .over(let limit): logger.notice("New mail is taken again: \(limit)")
            }
        }
    }
}
