import Foundation
import TestSupport
import Testing

/// `make chaos` runs it with a seed and many mails.
@Suite("Chaos: everything is killed again and again", .timeLimit(.minutes(60)))
struct ChaosTests {
    private static func variable(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test("Every job ends once and as its sender is told, and no page goes twice")
    func chaos() async throws {
        let plan = ChaosPlan(
            seed: UInt64(Self.variable("FAXPOST_CHAOS_SEED") ?? 1), mails: Self.variable("FAXPOST_CHAOS_MAILS") ?? 40)
        print("chaos of seed \(plan.seed), with \(plan.mails.count) mails")
        let run = try await ChaosRun(plan)
        let evidence: Evidence
        do {
            evidence = try await run.run()
        } catch {
            let folder = try run.keep("\(error)")
            Issue.record("seed \(plan.seed): \(error)\nEverything is in \(folder).")
            return
        }
        let verdict = Verdict(evidence)
        print(verdict.summary)
        let reports = verdict.problems.map { verdict.report($0) }
        guard !reports.isEmpty || Self.variable("FAXPOST_CHAOS_KEEP") == 1 else { return }
        let excused = verdict.excused.map(\.description).joined(separator: "\n")
        let folder = try run.keep(([verdict.summary] + reports + [excused]).joined(separator: "\n\n"))
        print("Everything is in \(folder).")
        guard !reports.isEmpty else { return }
        Issue.record("\(verdict.summary)\n\(reports.prefix(3).joined(separator: "\n\n"))")
    }
}
