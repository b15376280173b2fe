import Foundation

/// Memory of each idle worker in MiB, the largest of them, against a limit of 30 MiB. Counted is what the worker adds to
/// the machine: its proportional share of all its pages (PSS).
struct IdleMemory {
    static let limit = 30.0
    let setup: Setup

    func figure() throws -> Figure {
        let port = try freePort()
        let installation = try setup.installation(
            """
            ingest:
              listen: ["127.0.0.1:\(port)"]
              hostname: fax.example
              domains: [fax.example]
            deliver: {smarthost: "127.0.0.1:25", hostname: fax.example}
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        var largest = 0.0
        for name in ["ingest", "enrich", "render", "faxout", "deliver"] {
            let worker = try installation.start(name, waitFor: "started")
            defer { worker.stop() }
            // What a worker needs at its start is done when it has said so and heard of the spool.
            usleep(1_000_000)
            let memory = try worker.proportionalMemory()
            print("idle \(name): \(String(format: "%.1f", memory)) MiB")
            largest = max(largest, memory)
        }
        return Figure(
            name: "idle-memory", ours: largest, unit: "MiB", peer: Self.limit, goal: 1, moreIsBetter: false)
    }
}
