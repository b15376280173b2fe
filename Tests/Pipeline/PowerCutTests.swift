import FaxModel
import Foundation
import TestSupport
import Testing

@Suite("The power is cut: what the spool has answered is there", .timeLimit(.minutes(20)))
struct PowerCutTests {
    /// Lets a spool die again and again while clients are at work, mostly with a power cut, and looks each time whether all is
    /// there that it has answered.
    ///
    /// - Throws: `Losses` when it is not.
    private func run(seed: UInt64, rounds: Int, lie: FaultyDisk.Lie? = nil) async throws {
        var generator = SeededGenerator(seed: seed)
        let spool = try FaultySpool()
        if let lie { try spool.disk.lies(lie) }
        for round in 0..<UInt64(rounds) {
            // It dies while it starts, or is soon busy.
            try spool.disk.dies(after: .random(in: 1...80, using: &generator))
            try spool.start()
            spool.load.beginSubmitting(seed: seed << 16 | round)
            try await die(spool, &generator)
            // It serves, and dies while it is busy.
            try spool.disk.dies(after: nil)
            try spool.start()
            try await spool.serves()
            await spool.load.submitted()
            try await spool.load.audit()
            spool.load.beginSubmitting(seed: seed << 16 | round << 8)
            try spool.disk.dies(after: .random(in: 1...300, using: &generator))
            try await die(spool, &generator)
        }
        try spool.disk.dies(after: nil)
        try spool.start()
        await spool.load.submitted()
        try await spool.load.finished()
        try await spool.load.audit()
        try await spool.stop()
    }

    /// The spool dies; three times of four because the power is cut.
    private func die(_ spool: FaultySpool, _ generator: inout SeededGenerator) async throws {
        try await spool.dies()
        spool.load.endSubmitting()
        if Int.random(in: 0..<4, using: &generator) > 0 {
            let keeping: [Double] = [0, 0.5, 0.9, 1]
            try spool.cutPower(keeping: keeping[.random(in: 0..<4, using: &generator)], using: &generator)
        }
    }

    @Test("Nothing is lost, whenever it happens", arguments: 1...3 as ClosedRange<UInt64>)
    func nothingIsLost(seed: UInt64) async throws {
        try await run(seed: seed, rounds: 6)
    }

    @Test(
        "The spool dies at each moment of an order, and the power is cut once its successor has answered the repetition",
        arguments: 0..<4 as Range<UInt32>)
    func aRepetitionIsKept(kind: UInt32) async throws {
        var generator = SeededGenerator(seed: 1)
        for moment in 1...(try await moments(of: kind)) {
            let spool = try FaultySpool(works: false)
            let load = spool.load
            try spool.start()
            try await spool.serves()
            try spool.disk.dies(after: moment)
            async let submitted: Void = load.submit(OrderID(time: Date(), random: kind))
            try await spool.dies()
            try spool.disk.dies(after: nil)
            try spool.start()
            await submitted
            try await spool.kill()
            try spool.cutPower(keeping: 0, using: &generator)
            try spool.start()
            do throws(Losses) {
                try await load.audit()
            } catch {
                Issue.record("moment \(moment): \(error)")
            }
            try await spool.stop()
        }
    }

    /// The moments that pass while an order is stored.
    private func moments(of kind: UInt32) async throws -> Int {
        let spool = try FaultySpool(works: false)
        try spool.start()
        try await spool.serves()
        let before = try spool.disk.moments
        await spool.load.submit(OrderID(time: Date(), random: kind))
        let after = try spool.disk.moments
        try await spool.stop()
        return after - before
    }

    @Test(
        "A disk that does not sync loses something, and this test would tell",
        arguments: [FaultyDisk.Lie.files, .folders])
    func liesAreFoundOut(lie: FaultyDisk.Lie) async throws {
        await #expect(throws: Losses.self) { try await run(seed: 1, rounds: 20, lie: lie) }
    }
}
