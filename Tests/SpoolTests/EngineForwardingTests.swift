import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("A fax that has come in, mailed to others by the operator")
struct EngineForwardingTests {
    /// A bench with a fax that has come in, and the tasks that mail it.
    private func bench(_ tasks: NewTask..., state: JobState = .received) throws -> EngineBench {
        let bench = try EngineBench()
        let document = NewDocument(Array("call".utf8))
        let reference = DocumentReference(digest: document.digest, byteCount: 4, mediaType: "application/json")
        let submission = Submission(
            order: .sample, tasks: tasks, documents: [document],
            updates: [JobUpdate(job: .sample, state: state, documents: [ReceivedFax.keptRole: reference])])
        #expect(bench.ask(.submit(submission)) == .accepted)
        return bench
    }

    private let mail = NewTask.named("mail", stage: .deliver, lane: .received, job: 1)
    private let copy = NewTask.named("copy", stage: .deliver, lane: .received, job: 1)

    private func forwarded(_ name: String = "forwarded", job: Int? = 1) -> NewTask {
        .named(name, stage: .render, lane: .received, job: job)
    }

    /// Has one of the tasks refused for good.
    private func setAside(_ bench: EngineBench) throws {
        bench.ready("d", 1, stage: .deliver, lane: .received)
        bench.complete(try #require(bench.given("d").first), .failed(.busy), from: "d")
    }

    @Test func itsTaskIsAddedAndTheOthersStay() throws {
        let bench = try bench(mail)
        try setAside(bench)
        let report = try bench.command(.forward(forwarded(), sentence: "Forwarded.", instead: false))
        #expect(report == CommandReport(jobs: 1, tasks: 1))
        let history = try #require(try bench.history())
        #expect(history.tasks.map(\.state) == ["failed", "ready"] && history.job.state == .received)
        #expect(history.events.last?.text == "Forwarded.")
        bench.ready("r", 1, stage: .render, lane: .received)
        #expect(bench.given("r").map(\.name) == ["forwarded"])
    }

    @Test func insteadGivesUpWhatWasSetAsideAndNothingElse() throws {
        let bench = try bench(mail, copy)
        try setAside(bench)
        let report = try bench.command(.forward(forwarded(), sentence: "Forwarded.", instead: true))
        #expect(report == CommandReport(jobs: 1, tasks: 2))
        let history = try #require(try bench.history())
        #expect(history.tasks.map { "\($0.stage) \($0.state)" } == ["deliver leased", "render ready"])
        #expect(history.events.suffix(2).map(\.text) == ["Forwarded.", "What was set aside of it is given up."])
        #expect(try bench.depth(.deliver, lane: .received).failed == 0)
    }

    @Test func oneThatNobodyWasFoundForIsForwardedInItsPlace() throws {
        let bench = try bench(.named("fax", stage: .enrich, lane: .received, job: 1))
        bench.ready("e", 1, stage: .enrich, lane: .received)
        bench.complete(try #require(bench.given("e").first), .failed(.busy), from: "e")
        #expect(try bench.history()?.job.state == .setAside)
        try bench.command(.forward(forwarded("copy"), sentence: "Copied.", instead: false))
        #expect(try bench.history()?.job.state == .setAside, "what was set aside is the operator's still")
        bench.ready("r", 1, stage: .render, lane: .received)
        bench.complete(try #require(bench.given("r").first), .done, from: "r")
        try bench.command(.forward(forwarded(), sentence: "Forwarded.", instead: true))
        let history = try #require(try bench.history())
        #expect(history.job.state == .received && history.tasks.map(\.stage) == [.render])
    }

    @Test func theSameTwiceIsOnce() throws {
        let bench = try bench(mail)
        try bench.command(.forward(forwarded(), sentence: "Forwarded.", instead: false))
        let again = try bench.command(.forward(forwarded(), sentence: "Forwarded.", instead: false))
        #expect(again.tasks == 0 && again.warning == "That changes nothing.")
        #expect(try bench.history()?.tasks.count == 2)
        #expect(try bench.command(.forward(forwarded(), sentence: "Once more.", instead: false)).tasks == 1)
    }

    @Test func nothingElseIsForwarded() throws {
        let bench = try bench(mail, state: .enriched)
        let refused: [(task: NewTask, code: SpoolError.Code)] = [
            (forwarded(), .unknown), (forwarded(job: 7), .unknown), (forwarded(job: nil), .malformed),
            (.named("x", stage: .deliver, lane: .received, job: 1), .malformed),
            (.named("x", stage: .render, job: 1), .malformed),
        ]
        for (task, code) in refused {
            let error = #expect(throws: SpoolError.self) {
                try bench.command(.forward(task, sentence: "Forwarded.", instead: true))
            }
            #expect(error?.code == code)
        }
        #expect(try bench.history()?.tasks.count == 1)
    }
}
