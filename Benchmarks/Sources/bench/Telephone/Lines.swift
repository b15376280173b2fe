import FaxModel
import Foundation
import Pipeline

/// What a line in use costs one `faxout`: processor and memory, with 100 lines in calls at once over `linesim` at life
/// speed, 50 of which send to the other 50. Every fax must arrive, pel by pel.
struct Lines {
    /// Calls at once; each takes two lines.
    static let calls = 50
    /// Pages of each fax.
    static let pageCount = 2
    /// Percent of a core that a line may take.
    static let processorLimit = 0.3
    /// KiB that a line may take.
    static let memoryLimit = 300.0
    let setup: Setup

    /// Measures both, beside a `faxout` with only one call.
    ///
    /// - Throws: `BenchmarkError` when a fax was not sent at the first try, or did not arrive as it was sent.
    func figures() throws -> [Figure] {
        let one = try measure(calls: 1)
        let all = try measure(calls: Self.calls)
        let lines = Double(2 * Self.calls)
        let memory = (all.memory - one.memory) / (lines - 2) * 1024
        let processor = all.processorSeconds / all.lineSeconds * 100
        print(
            String(
                format: "lines: faxout took %.1f MiB of its own with 2 lines in calls, %.1f MiB with %.0f", one.memory,
                all.memory, lines))
        return [
            Figure(
                name: "lines-cpu", ours: processor, unit: "%", peer: Self.processorLimit, goal: 1, moreIsBetter: false),
            Figure(
                name: "lines-memory", ours: memory, unit: "KiB", peer: Self.memoryLimit, goal: 1, moreIsBetter: false),
        ]
    }

    private struct Measurement {
        /// What `faxout` took of the processors while there were calls.
        var processorSeconds: Double
        /// The times of all lines in calls, added.
        var lineSeconds: Double
        /// The most that `faxout` took of its own memory, in MiB: what it shares with other programs does not grow with lines.
        var memory: Double
    }

    private func measure(calls: Int) throws -> Measurement {
        let called = (0..<calls).map { String(2001 + $0) }
        let calling = (0..<calls).map { String(1001 + $0) }
        let exchange = try RunningExchange(setup, numbers: calling + called)
        defer { exchange.stop() }
        let installation = try setup.installation(
            """
            faxout:
              lines:
            \(calling.map { line($0, exchange, "group: \(FaxClient.sending)") }.joined(separator: "\n"))
            \(called.map { line($0, exchange, "group: in, answer: {rings: 1}") }.joined(separator: "\n"))
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let faxout = try installation.start("faxout", waitFor: "started")
        defer { faxout.stop() }
        try waitUntil("\(2 * calls) lines to be ready") {
            try faxout.log().components(separatedBy: "The line is ready").count > 2 * calls
        }
        let client = try FaxClient(endpoint: installation.endpoint)
        let file = try Letter.file(Letter.pages(Self.pageCount))
        try client.pause(true)
        let jobs = try called.map { number in
            guard let number = FaxNumber(number) else { throw BenchmarkError("\(number) is no number") }
            return try client.submit(file, pageCount: Self.pageCount, to: number)
        }
        let before = try faxout.processorSeconds()
        let exchangeBefore = try exchange.program.processorSeconds()
        try client.pause(false)
        var memory = 0.0
        try waitUntil("the end of \(calls) calls", within: .seconds(600)) {
            usleep(500_000)
            memory = max(memory, try faxout.ownMemory())
            return try exchange.calls().count >= calls
        }
        try waitUntil("the spool to know of their ends") {
            try jobs.allSatisfy { try client.history($0).job.state.hasEnded }
        }
        let processorSeconds = try faxout.processorSeconds() - before
        let exchangeSeconds = try exchange.program.processorSeconds() - exchangeBefore
        let ended = try exchange.calls()
        try check(jobs, client)
        let wallSeconds = ended.map(\.wallSeconds).reduce(0, +)
        let lineSeconds = ended.map(\.lineSeconds).reduce(0, +)
        print(
            String(
                format: "lines: %d calls, a call of %.1f s took %.1f s; linesim took %.0f %% of a core", calls,
                lineSeconds / Double(calls), wallSeconds / Double(calls),
                exchangeSeconds / (ended.map(\.wallSeconds).max() ?? 1) * 100))
        if wallSeconds > lineSeconds * 1.02 {
            print("lines: THE LINES WERE SLOWER THAN LIFE: this machine had other things to do")
        }
        return Measurement(processorSeconds: processorSeconds, lineSeconds: 2 * wallSeconds, memory: memory)
    }

    private func line(_ number: String, _ exchange: RunningExchange, _ more: String) -> String {
        "    - {name: \"\(number)\", device: \"\(exchange.device(number))\", station-id: \"+49 228 \(number)\", "
            + "flow-control: software, \(more)}"
    }

    /// Whether every fax was sent in one call, and has arrived.
    private func check(_ jobs: [JobID], _ client: FaxClient) throws {
        var sent: [String: [PageBitmap]] = [:]
        for job in jobs {
            guard let number = try client.history(job).job.number else { throw BenchmarkError("\(job) has no number") }
            sent[number.digits] = try client.sent(job)
        }
        for fax in try client.received(jobs.count) {
            let arrived = try fax.pages.flatMap { try Letter.pages(of: client.document($0.document)) }
            guard fax.isComplete, fax.confirmedPages == Self.pageCount, sent[fax.line] == arrived else {
                throw BenchmarkError("A FAX DID NOT ARRIVE AS IT WAS SENT: \(fax)")
            }
            sent[fax.line] = nil
        }
        guard sent.isEmpty else { throw BenchmarkError("FAXES DID NOT ARRIVE: to \(sent.keys.sorted())") }
    }
}
