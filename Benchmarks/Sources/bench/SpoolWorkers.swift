import FaxModel
import Foundation

/// Cycles a second with 200 workers over those with 16, and the spool's memory with 200 against a limit of 64 MiB.
///
/// Every worker has a connection and a lane of its own, which is the hardest for the spool, and says every second that it
/// lives.
struct SpoolWorkers {
    /// Workers to compare with.
    static let few = 16
    /// Workers that a large installation has.
    static let many = 200
    /// MiB.
    static let memoryLimit = 64.0
    let setup: Setup
    let seconds: Double

    /// Measures both by turns.
    func figures() throws -> [Figure] {
        var few: [Measurement] = []
        var many: [Measurement] = []
        for _ in 0..<3 {
            few.append(try measure(Self.few))
            many.append(try measure(Self.many))
        }
        return [
            Figure(
                name: "spool-workers", ours: median(many.map(\.rate)), unit: "cycles/s", peer: median(few.map(\.rate)),
                goal: 0.8, moreIsBetter: true),
            Figure(
                name: "spool-workers-memory", ours: median(many.map(\.memory)), unit: "MiB",
                peer: Self.memoryLimit, goal: 1, moreIsBetter: false),
        ]
    }

    private struct Measurement {
        var rate: Double
        var memory: Double
    }

    private func measure(_ workers: Int) throws -> Measurement {
        let installation = try setup.installation(spool: ["lease": "5s"])
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let rate = try cycleRate(clients: workers, seconds: seconds) { [endpoint = installation.endpoint] number in
            try SpoolQueueClient(endpoint: endpoint, stage: .enrich, lane: Workload.lane(number))
        }
        return Measurement(rate: rate, memory: try spool.proportionalMemory())
    }
}
