import Foundation
import TestSupport

/// Kills, ends and stops one process after pauses that the seed fixes, and starts it again.
struct Wrecker: Sendable {
    /// The installation.
    let faxpost: Faxpost
    /// Whose process.
    let victim: Victim
    /// The configuration that it is started with.
    let configuration: String
    /// The longest pause between two deeds, in milliseconds.
    let longestPause: Int
    /// The lease, in milliseconds: what is stopped is stopped for up to three times as long.
    let lease: Int
    /// Where its deeds are noted.
    let log: DisturbanceLog

    /// Starts the process, and returns it when it works.
    func start() async throws -> ChildProcess {
        try await faxpost.start(victim.program, configuration: configuration)
    }

    /// Wrecks until it is cancelled; then the process works.
    ///
    /// - Throws: `SupportError` when the process ends by itself, does not end when it is asked to, or does not start.
    func run(_ first: ChildProcess, _ plan: ChaosPlan) async throws {
        var process = first
        var random = plan.random("\(victim)")
        while await pause(Int.random(in: longestPause / 5...longestPause, using: &random)) {
            guard process.ending == nil else {
                throw SupportError("\(victim) ended by itself: \(process.output.suffix(4000))")
            }
            var deed = Disturbance(victim: victim, kind: .stopped, began: .now, ended: .now, worked: .now)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6:
                deed.kind = .killed
                try await process.stop(SIGKILL)
                deed.ended = .now
                process = try await start()
            case 6..<8:
                deed.kind = .terminated
                let ending = try await process.stop()
                deed.ended = .now
                guard ending == .exited(0) else {
                    throw SupportError(
                        "\(victim) did not end when it was asked to, but \(ending): \(process.output.suffix(4000))")
                }
                process = try await start()
            default:
                process.send(SIGSTOP)
                _ = await pause(Int.random(in: lease / 4...lease * 3, using: &random))
                process.send(SIGCONT)
                deed.ended = .now
            }
            deed.worked = .now
            log.add(deed)
        }
    }

    /// A pause; whether it was not cut short.
    private func pause(_ milliseconds: Int) async -> Bool {
        (try? await Task.sleep(for: .milliseconds(milliseconds))) != nil
    }
}
