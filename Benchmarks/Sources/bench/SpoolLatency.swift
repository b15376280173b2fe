import Foundation

/// Milliseconds from a task being handed in to its arrival at a worker that waits for it, at half of the load that
/// `SpoolCycles` measured in the same run. Against a limit of 10 ms for 99 of 100 tasks.
///
/// Tasks come at a fixed rate, whatever the queue does: a task's time counts from the moment in which it was to be handed
/// in. 32 pairs of a producer and a worker, each pair in a lane of its own, so that a worker waits when a task comes.
struct SpoolLatency {
    /// Milliseconds.
    static let limit = 10.0
    /// Pairs of a producer and a worker.
    static let pairs = 32
    let setup: Setup
    let seconds: Double
    let cycles: SpoolCycles

    /// Prints every party's latencies; the figure is ours against the limit.
    func figures() throws -> [Figure] {
        var ours = 0.0
        for party in Party.allCases {
            let load = try cycles.rate(of: party) / 2
            let runs = try (0..<3).map { _ in try latencies(of: party, load: load) }
            let (half, most) = (median(runs.map { $0.percentile(50) }), median(runs.map { $0.percentile(99) }))
            print(
                String(format: "latency %@: p50 %.2f ms, p99 %.2f ms at %.0f tasks/s", party.rawValue, half, most, load)
            )
            if party == .faxpost { ours = most }
        }
        return [
            Figure(name: "spool-latency", ours: ours, unit: "ms", peer: Self.limit, goal: 1, moreIsBetter: false)
        ]
    }

    /// The time of every task, in milliseconds, in order.
    private func latencies(of party: Party, load: Double) throws -> [Double] {
        let queue = try party.start(setup)
        defer { queue.stop() }
        let schedule = Schedule(
            start: .now + .seconds(1), interval: .seconds(Double(Self.pairs) / load), pairs: Self.pairs)
        let count = Int(seconds * load) / Self.pairs
        let latencies = try inThreads(2 * Self.pairs) { [connect = queue.connect] number -> [Double] in
            let pair = number / 2
            let client = try connect(pair)
            if number % 2 == 0 {
                for task in 0..<count {
                    sleep(until: schedule.time(of: task, pair))
                    try client.submit(Workload.payload(number: task))
                }
                return []
            }
            try client.work()
            return try (0..<count).map { _ in
                let payload = try client.take()
                let now = ContinuousClock.now
                try client.complete()
                return (now - schedule.time(of: try Workload.number(of: payload), pair)) / .milliseconds(1)
            }
        }
        return latencies.flatMap { $0 }.sorted()
    }
}

/// When tasks are to be handed in: each pair at a fixed interval, the pairs one after the other within it.
private struct Schedule {
    let start: ContinuousClock.Instant
    let interval: Duration
    let pairs: Int

    func time(of task: Int, _ pair: Int) -> ContinuousClock.Instant {
        start + interval * (Double(task) + Double(pair) / Double(pairs))
    }
}
