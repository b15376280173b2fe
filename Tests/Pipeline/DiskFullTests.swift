import Pipeline
import TestSupport
import Testing

@Suite("The spool's disk is full", .timeLimit(.minutes(20)))
struct DiskFullTests {
    /// What the spool says when there is no room for a piece of a large document, for a document's file within a batch, and
    /// for the database.
    private static let complaints = ["A document's file failed", ".new can't be written: No space", "disk is full"]

    @Test("It refuses, loses nothing, and goes on when there is room again", arguments: 1...3 as ClosedRange<UInt64>)
    func itGoesOn(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let spool = try FaultySpool()
        try spool.start()
        try await spool.serves()
        spool.load.beginSubmitting(seed: seed)
        try spool.disk.fills(after: .random(in: 0...4_000_000, using: &generator))
        for complaint in Self.complaints { try await spool.says(complaint) }
        spool.load.endSubmitting()
        await spool.load.submitted()
        #expect(spool.load.refusals == [.storage])
        try spool.disk.fills(after: nil)
        try await spool.load.finished()
        try await spool.load.audit()
        // What it was asked after its trouble is as safe as what came before.
        try spool.disk.dies(after: 100)
        spool.load.beginSubmitting(seed: seed << 8)
        try await spool.dies()
        spool.load.endSubmitting()
        try spool.cutPower(keeping: 0, using: &generator)
        try spool.disk.dies(after: nil)
        try spool.start()
        await spool.load.submitted()
        try await spool.load.audit()
        try await spool.stop()
    }
}
