import FaxModel
import Foundation
import GRDB
import Pipeline
import TestSupport
import Testing

@testable import spool

/// A row that the disk or somebody's hand has changed stops nothing but its own job.
@Suite("A task that can't be read is laid aside, and the others go on")
struct UnreadableTaskTests {
    private static let damages = [
        "stage = 9", "state = 77", "rank = -1", "gate = 'nobody'", "ending = x'00'", "stage = 'x'", "gate = x'00'",
    ]
    private static let damaged = JobID.sample
    private static let sound = JobID(order: .sample, number: 2)

    /// A bench with two tasks.
    private func bench() throws -> EngineBench {
        let bench = try EngineBench()
        bench.submit(
            .named("damaged", job: 1), .named("sound", job: 2),
            updates: [JobUpdate(job: Self.damaged, state: .enriched), JobUpdate(job: Self.sound, state: .enriched)])
        return bench
    }

    private func damage(_ damage: String, in bench: EngineBench) throws {
        try DatabaseQueue(path: bench.folder.url.appending(path: "spool.sqlite").path).write {
            try $0.execute(sql: "UPDATE task SET \(damage) WHERE job = 1")
        }
    }

    private func expectLaidAside(_ bench: EngineBench) throws {
        let history = try #require(try bench.history(of: Self.damaged))
        #expect(history.job.state == .setAside)
        #expect(history.events.contains { $0.text.contains("can't be read, and was laid aside") })
        #expect(try bench.history(of: Self.sound)?.job.state == .enriched)
        let report = try SQLiteMaintenance(directory: bench.folder.url).check()
        #expect(report.problems.count == 1)
        #expect(report.problems.first?.contains("of job \(Self.damaged) could not be read, and lies aside") == true)
        #expect(report.taskCount == 1)
    }

    @Test("When the spool starts", arguments: damages)
    func atTheStart(change: String) throws {
        let bench = try bench()
        try damage(change, in: bench)
        try bench.restart()
        bench.ready("a", 2)
        // A row whose damage nobody sees before its turn is laid aside then.
        if bench.given("a").isEmpty { bench.ready("a", 2) }
        #expect(try bench.depth().ready == 0)
        try expectLaidAside(bench)
    }

    @Test("While it runs: what is asked at that moment is refused, and done when it is asked again")
    func whileItRuns() throws {
        let bench = try bench()
        try damage("rank = -1", in: bench)
        try damage("ending = x'00'", in: bench)
        #expect(try bench.report(.queue, QueueReport.self).depths.contains { $0.ready == 2 })
        #expect(throws: SpoolError.self) { try bench.command(.hold(.order(.sample))) }
        try bench.command(.hold(.order(.sample)))
        try bench.command(.release(.order(.sample)))
        bench.ready("a", 2)
        #expect(bench.given("a").map(\.name) == ["sound"])
        try expectLaidAside(bench)
    }

    @Test("What a job has come to stays so: only the word of it is lost")
    func ended() throws {
        let bench = try EngineBench()
        bench.submit(
            .named("damaged", stage: .deliver, job: 1), .named("sound", job: 2),
            updates: [JobUpdate(job: Self.damaged, state: .sent), JobUpdate(job: Self.sound, state: .enriched)])
        try damage("rank = 9", in: bench)
        try bench.restart()
        #expect(try bench.history(of: Self.damaged)?.job.state == .sent)
        #expect(try bench.history(of: Self.damaged)?.events.last?.text.contains("laid aside") == true)
        #expect(throws: SpoolError.self) { try bench.command(.cancel(.job(Self.damaged))) }
    }

    @Test("Its job can be cancelled, and is over then")
    func cancelled() throws {
        let bench = try bench()
        try damage("state = 77", in: bench)
        try bench.restart()
        let report = try bench.command(.cancel(.job(Self.damaged)))
        #expect(report.jobs == 1 && report.tasks == 1)
        let history = try #require(try bench.history(of: Self.damaged))
        #expect(history.job.state == .cancelled)
        #expect(history.events.last?.text.contains("without a word to its sender") == true)
        #expect(try bench.history(of: Self.sound)?.job.state == .enriched)
        try bench.restart()
        #expect(bench.engine.queue.controls.isEmpty)
    }

    @Test("Words of the operator that can't be read: a job waits, and a stop at no stage stops nothing")
    func controls() throws {
        let bench = try bench()
        try bench.command(.prioritise(.job(Self.damaged), .urgent))
        try DatabaseQueue(path: bench.folder.url.appending(path: "spool.sqlite").path).write {
            try $0.execute(sql: "UPDATE job_control SET control = 'x'; INSERT INTO pause VALUES (9, '')")
        }
        try bench.restart()
        #expect(bench.engine.queue.controls[Self.damaged]?.isHeld == true)
        #expect(bench.engine.queue.pauses.isEmpty)
    }
}
