import FaxModel
import Foundation
import Pipeline

/// What it costs that 1,000,000 tasks wait and not 1,000: the time of a cycle, the time until the spool answers after it
/// was started, the time of `faxctl queue`, and the spool's memory.
///
/// Each cycle submits a task to a lane of the backlog and completes another one of it, so the depth stays what it is.
struct SpoolDepth {
    /// Tasks that wait in the spool with few.
    static let shallow = 1000
    /// Tasks that wait in the spool with many.
    static let deep = 1_000_000
    /// Seconds from the start to the first answer.
    static let readyLimit = 2.0
    /// Milliseconds of the whole program `faxctl queue`.
    static let queueLimit = 100.0
    let setup: Setup
    let seconds: Double

    /// Fills both spools, measures them by turns.
    func figures() throws -> [Figure] {
        let shallow = try filled(Self.shallow)
        let deep = try filled(Self.deep)
        let (shallowSpool, _) = try restart(shallow)
        defer { shallowSpool.stop() }
        let (deepSpool, ready) = try restart(deep)
        defer { deepSpool.stop() }
        var costs: (shallow: [Double], deep: [Double]) = ([], [])
        for _ in 0..<3 {
            costs.shallow.append(try cost(shallow))
            costs.deep.append(try cost(deep))
        }
        let queue = try (0..<5).map { _ in try queueTime(deep) }
        return [
            Figure(
                name: "spool-depth", ours: median(costs.deep), unit: "µs/cycle", peer: median(costs.shallow), goal: 1.5,
                moreIsBetter: false),
            Figure(
                name: "spool-depth-ready", ours: ready, unit: "s", peer: Self.readyLimit, goal: 1, moreIsBetter: false),
            Figure(
                name: "spool-depth-queue", ours: median(queue), unit: "ms", peer: Self.queueLimit, goal: 1,
                moreIsBetter: false),
            Figure(
                name: "spool-depth-memory", ours: try deepSpool.proportionalMemory(), unit: "MiB",
                peer: try shallowSpool.proportionalMemory(), goal: 1.2, moreIsBetter: false),
        ]
    }

    /// An installation in whose spool so many tasks wait.
    private func filled(_ tasks: Int) throws -> Installation {
        let installation = try setup.installation(spool: ["maximum-depth": "\(2 * Self.deep)"])
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let start = ContinuousClock.now
        let backlog = Workload.backlog(tasks: tasks)
        _ = try inThreads(SpoolCycles.clients) { number in
            let client = try client(of: installation, number)
            for place in stride(from: number, to: backlog.count, by: SpoolCycles.clients) {
                try client.submit(backlog[place]())
            }
        }
        print(String(format: "depth: %d tasks submitted in %.0f s", tasks, (ContinuousClock.now - start) / .seconds(1)))
        return installation
    }

    /// Starts the spool; with the seconds until it has answered a question.
    private func restart(_ installation: Installation) throws -> (spool: RunningProgram, ready: Double) {
        let start = ContinuousClock.now
        let spool = try installation.start("spool", waitFor: "serving")
        let response = try client(of: installation, 0).ask(.query(.jobs(state: nil, limit: 1)))
        guard case .answer = response else { throw BenchmarkError("the spool answered \(response)") }
        return (spool, (ContinuousClock.now - start) / .seconds(1))
    }

    /// Microseconds of a cycle.
    private func cost(_ installation: Installation) throws -> Double {
        let rate = try cycleRate(clients: SpoolCycles.clients, seconds: seconds) { number in
            try client(of: installation, number)
        }
        return 1_000_000 / rate
    }

    private func queueTime(_ installation: Installation) throws -> Double {
        let start = ContinuousClock.now
        let faxctl = setup.binaries.appending(path: "faxctl").path
        _ = try run(faxctl, ["queue", "--config", installation.configuration.path])
        return (ContinuousClock.now - start) / .milliseconds(1)
    }

    private func client(of installation: Installation, _ number: Int) throws -> SpoolQueueClient {
        try SpoolQueueClient(
            endpoint: installation.endpoint, stage: .faxout, lane: Workload.lane(number % Workload.backlogLanes))
    }
}
