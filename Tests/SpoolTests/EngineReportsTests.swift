import FaxModel
import Foundation
import GRDB
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("Faxes of a mail that are told of together")
struct EngineReportsTests {
    private static let jobs = (1...3).map { JobID(order: .sample, number: $0) }

    /// A bench with a `faxout` task of each of three jobs.
    private func bench() throws -> EngineBench {
        let bench = try EngineBench()
        bench.submit(
            .named("1", stage: .faxout, job: 1, to: "1"), .named("2", stage: .faxout, job: 2, to: "2"),
            .named("3", stage: .faxout, job: 3, to: "3"),
            updates: Self.jobs.map { JobUpdate(job: $0, sender: "ann@example.com") })
        return bench
    }

    /// The end of a job, with its report.
    private func ending(_ job: JobID, _ state: JobState = .sent) -> Completion {
        var completion = Completion(.done)
        let report = completion.add(Array("report \(job)".utf8), mediaType: "application/json")
        completion.updates = [JobUpdate(job: job, state: state, documents: [JobReport.waitingRole: report])]
        return completion
    }

    /// What `deliver` is given to tell.
    private func told(_ bench: EngineBench) throws -> [GatheredReports] {
        bench.ready("d", 9, stage: .deliver, lane: .mails)
        return try bench.given("d").map { try PayloadCoding.decode(GatheredReports.self, from: $0.payload) }
    }

    @Test("The last that ends makes one task of all, in its own transaction; before that there is none")
    func last() throws {
        let bench = try bench()
        bench.ready("a", 9, stage: .faxout)
        let tasks = bench.given("a")
        #expect(tasks.count == 3)
        for (task, job) in zip(tasks, Self.jobs).dropLast() {
            #expect(bench.ask(.complete(task.lease, ending(job))) == .accepted)
            #expect(try told(bench).isEmpty)
        }
        try bench.restart()
        bench.ready("a", 0, stage: .faxout, holding: [tasks[2]])
        #expect(try told(bench).isEmpty, "a restart makes none")
        // The disk fails in the commit that would end the last.
        bench.fault.next(1)
        #expect(bench.ask(.complete(tasks[2].lease, ending(Self.jobs[2], .failed)))?.refusal == .storage)
        #expect(try told(bench).isEmpty)
        #expect(bench.ask(.complete(tasks[2].lease, ending(Self.jobs[2], .failed))) == .accepted)
        let all = try told(bench)
        #expect(all.map { $0.entries.map(\.job) } == [Self.jobs] && all[0].setAside.isEmpty)
        #expect(
            try bench.read { transaction in
                try all[0].entries.map { entry in
                    try entry.report.flatMap { try transaction.read($0.digest, offset: 0, count: 99)?.bytes }
                }
            } == Self.jobs.map { Array("report \($0)".utf8) })
        // It stays so whatever is restarted, and the history keeps the reports.
        try bench.restart()
        bench.tick(after: .seconds(100))
        #expect(bench.engine.depth == 1)
        #expect(try bench.history(of: Self.jobs[1])?.documents.keys.sorted() == [JobReport.toldRole])
    }

    @Test("All ends of one step make one task")
    func together() throws {
        let bench = try bench()
        bench.ready("a", 9, stage: .faxout)
        let tasks = bench.given("a")
        bench.process(zip(tasks, Self.jobs).map { ("a", .complete($0.lease, ending($1))) })
        #expect(try told(bench).map { $0.entries.map(\.job) } == [Self.jobs])
    }

    @Test("A report whose place in the store is damaged is handed on as lost, not left out")
    func damaged() throws {
        let bench = try bench()
        bench.ready("a", 9, stage: .faxout)
        let tasks = bench.given("a")
        for (task, job) in zip(tasks, Self.jobs).dropLast() {
            #expect(bench.ask(.complete(task.lease, ending(job))) == .accepted)
        }
        try DatabaseQueue(path: bench.folder.url.appending(path: "spool.sqlite").path).write {
            try $0.execute(sql: "UPDATE job_document SET digest = x'01' WHERE job = 2 AND role = 'result-waiting'")
        }
        #expect(bench.ask(.complete(tasks[2].lease, ending(Self.jobs[2]))) == .accepted)
        let entries = try #require(try told(bench).first?.entries)
        #expect(entries.map(\.job) == Self.jobs)
        #expect(entries.map { $0.report == nil } == [false, true, false])
    }

    @Test("One that is set aside is not waited for; when it ends it is told of by itself")
    func setAside() throws {
        let bench = try bench()
        bench.ready("a", 9, stage: .faxout)
        let tasks = bench.given("a")
        for (task, job) in zip(tasks, Self.jobs).dropLast() { bench.ask(.complete(task.lease, ending(job))) }
        bench.complete(tasks[2], .corrupt(Failure(EnhancedStatusCode(5, 6, 0), "It can't be read.")))
        let first = try told(bench)
        #expect(first.map { $0.entries.map(\.job) } == [Array(Self.jobs.dropLast())])
        #expect(first.first?.setAside == [Self.jobs[2]])
        try bench.command(.retry(.job(Self.jobs[2])))
        bench.ready("a", 9, stage: .faxout)
        let again = try #require(bench.given("a").first)
        bench.ask(.complete(again.lease, ending(Self.jobs[2])))
        #expect(try told(bench).map { $0.entries.map(\.job) } == [[Self.jobs[2]]])
    }

    @Test("Who asks in the moment in which the last ends sees the task that tells of all")
    func asked() throws {
        let bench = try bench()
        bench.ready("a", 9, stage: .faxout)
        let tasks = bench.given("a")
        for (task, job) in zip(tasks, Self.jobs).dropLast() { bench.ask(.complete(task.lease, ending(job))) }
        let answers = bench.process([
            ("a", .complete(tasks[2].lease, ending(Self.jobs[2]))), ("b", .query(.job(Self.jobs[0]))),
        ])
        guard case .answer(let octets) = try #require(answers.last) else {
            Issue.record("\(answers)")
            return
        }
        let history = try ReportCoding.decode(JobHistory.self, from: octets)
        #expect(history.tasks.map(\.stage) == [.deliver])
        #expect(try told(bench).count == 1)
    }

    @Test("A job that ends without a report, because nothing of it can be read, is not waited for")
    func withoutReport() throws {
        let bench = try bench()
        bench.ready("a", 9, stage: .faxout)
        let tasks = bench.given("a")
        for (task, job) in zip(tasks, Self.jobs).dropLast() { bench.ask(.complete(task.lease, ending(job))) }
        // Its task was laid aside by the store.
        try bench.read { transaction in
            try transaction.remove(tasks[2].lease.task)
            try transaction.apply(JobUpdate(job: Self.jobs[2], state: .setAside), stage: nil, at: .after(0))
        }
        try bench.restart()
        bench.tick(after: .seconds(10))
        #expect(try told(bench).map { $0.entries.map(\.job) } == [Array(Self.jobs.dropLast())])
    }
}
