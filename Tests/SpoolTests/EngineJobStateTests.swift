import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What a worker says that a job has become")
struct EngineJobStateTests {
    /// A spool in which a job stands so, and the worker that has its task says that it has become something else.
    ///
    /// - Returns: what the history keeps, with what `deliver` is to tell.
    private func history(_ state: JobState, then next: JobState) throws -> JobHistory {
        let bench = try EngineBench()
        bench.ready("a", 1)
        bench.submit(
            .named("x", job: 1), updates: [JobUpdate(job: .sample, state: state, result: "first")])
        var completion = Completion(.done)
        completion.updates = [
            JobUpdate(job: .sample, state: next, confirmedPages: 7, result: "second", event: "Said.")
        ]
        completion.successors = [.named("told", stage: .deliver, job: 1)]
        let task = try #require(bench.given("a").first)
        bench.ask(.complete(task.lease, completion))
        return try #require(try bench.history())
    }

    @Test(arguments: [(JobState.sent, JobState.failed), (.failed, .sent), (.cancelled, .sending), (.noFax, .setAside)])
    func anotherEndIsNotTakenAndStandsInTheJournal(_ state: JobState, _ next: JobState) throws {
        let history = try history(state, then: next)
        #expect(history.job.state == state)
        #expect(history.job.result == "first" && history.job.confirmedPages == 0)
        #expect(history.tasks.isEmpty, "nobody is told of it")
        #expect(
            history.events.last?.text
                == "It stays \(state.rawValue); render says that it is \(next.rawValue): Said.")
    }

    @Test(arguments: [
        (JobState.sending, JobState.sent), (.waiting, .waiting), (.sent, .sent), (.received, .setAside),
        (.receiving, .cancelled),
    ])
    func whatCanFollowIsTaken(_ state: JobState, _ next: JobState) throws {
        let history = try history(state, then: next)
        #expect(history.job.state == next)
        #expect(history.job.result == "second" && history.job.confirmedPages == 7)
        #expect(history.tasks.map(\.stage) == [.deliver])
        #expect(history.events.last?.text == "Said.")
    }
}
