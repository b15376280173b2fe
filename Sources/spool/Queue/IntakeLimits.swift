import Configuration
import Pipeline

/// The limits from which on new mail is refused as busy, and what is to be told of them: that one begins to hold, and that it is over.
///
/// A limit at which the queue works goes and comes with each task. So one is over when it has not held for a while.
struct IntakeLimits {
    /// What is to be told.
    enum News: Hashable {
        /// New mail is refused because of it from now on.
        case begun(IntakeLimit)
        /// It does not hold any more; with what there is now.
        case over(IntakeLimit)
    }

    /// How long a limit has not held when it is over.
    static let patience: Duration = .seconds(10)

    private let depth: Int
    private let freeDisk: Int
    /// The limits that were told, and when they were seen to hold last.
    private var told: [IntakeLimit.Key: ContinuousClock.Instant] = [:]

    /// The limits of section `spool`.
    init(_ settings: SpoolSettings) {
        depth = settings.maximumDepth
        freeDisk = settings.minimumFreeDisk.bytes
    }

    /// The first limit that keeps a new order from being taken, with so many tasks in hand and so many bytes free; `nil` where none does.
    func obstacle(depth: Int, freeBytes: Int) -> IntakeLimit? {
        all(depth: depth, freeBytes: freeBytes).first(where: \.holds)
    }

    /// The limits that hold.
    func holding(depth: Int, freeBytes: Int) -> [IntakeLimit] {
        all(depth: depth, freeBytes: freeBytes).filter(\.holds)
    }

    /// Looks at what there is.
    ///
    /// - Returns: what is to be told, once each.
    mutating func look(depth: Int, freeBytes: Int, now: ContinuousClock.Instant) -> [News] {
        var news: [News] = []
        for limit in all(depth: depth, freeBytes: freeBytes) {
            if limit.holds {
                if told.updateValue(now, forKey: limit.key) == nil { news.append(.begun(limit)) }
            } else if let last = told[limit.key], now - last >= Self.patience {
                told[limit.key] = nil
                news.append(.over(limit))
            }
        }
        return news
    }

    private func all(depth: Int, freeBytes: Int) -> [IntakeLimit] {
        [
            IntakeLimit(key: .maximumDepth, limit: self.depth, current: depth),
            IntakeLimit(key: .minimumFreeDisk, limit: freeDisk, current: freeBytes),
        ]
    }
}

extension IntakeLimit {
    /// Whether new mail is refused because of it.
    fileprivate var holds: Bool {
        switch key {
        case .maximumDepth: current >= limit
        case .minimumFreeDisk: current < limit
        }
    }
}
