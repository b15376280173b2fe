import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("The engine's leases")
struct EngineLeaseTests {
    /// A bench with one task of job 1, which worker `a` holds.
    private func leased(maximumLosses: Int = 5) throws -> (bench: EngineBench, task: LeasedTask) {
        let bench = try EngineBench(maximumLosses: maximumLosses)
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1), updates: [JobUpdate(job: .sample)])
        return (bench, try #require(bench.given("a").first))
    }

    @Test func aTaskEndsExactlyOnce() throws {
        let (bench, task) = try leased()
        var completion = Completion(.done)
        completion.successors = [.named("y", stage: .faxout)]
        completion.updates = [JobUpdate(job: .sample, event: "rendered")]
        #expect(bench.ask(.complete(task.lease, completion)) == .accepted)
        #expect(bench.ask(.complete(task.lease, completion))?.refusal == .stale)
        #expect(bench.engine.depth == 1)
        #expect(try bench.history()?.events.count == 1)
        #expect(bench.events.count { $0.move == .done } == 1)
    }

    @Test func twoEndsInOneBatchAreOne() throws {
        let (bench, task) = try leased()
        var completion = Completion(.done)
        completion.successors = [.named("y", stage: .faxout)]
        let answers = bench.process([
            ("a", .complete(task.lease, completion)), ("a", .complete(task.lease, completion)),
        ])
        #expect(answers.map(\.refusal) == [nil, .stale])
        #expect(bench.engine.depth == 1)
    }

    @Test func anEndUnderAnotherTokenChangesNothing() throws {
        let (bench, task) = try leased()
        var forged = task
        forged.lease.token = LeaseToken(rawValue: task.lease.token.rawValue ^ 1)
        #expect(bench.complete(forged)?.refusal == .stale)
        #expect(try bench.depth().leased == 1)
        #expect(bench.complete(task) == .accepted)
    }

    @Test func aLeaseHoldsUntilItsTimeIsOver() throws {
        let (bench, task) = try leased()
        bench.tick(after: .milliseconds(29_999))
        #expect(try bench.depth().leased == 1)
        #expect(bench.complete(task) == .accepted)
    }

    @Test func aSilentWorkerLosesItsTaskToAnother() throws {
        let (bench, task) = try leased()
        bench.pass(.seconds(25))
        bench.ready("b", 1)
        bench.tick(after: .seconds(8))
        let again = try #require(bench.given("b").first)
        #expect(again.lease.task == task.lease.task)
        #expect(again.losses == 1)
        #expect(bench.complete(task)?.refusal == .stale)
        #expect(try bench.history()?.events.map(\.text) == ["the worker of render was lost; the task is put back"])
        #expect(bench.complete(again, from: "b") == .accepted)
    }

    @Test func aSilentWorkerIsGivenNothingMoreUntilItSpeaksAgain() throws {
        let (bench, _) = try leased()
        bench.tick(after: .seconds(31))
        bench.tick(after: .seconds(31))
        #expect(bench.given("a").isEmpty)
        bench.ready("a", 1)
        #expect(bench.given("a").map(\.losses) == [1])
    }

    @Test func aHeartbeatKeepsTheLeasesThatItNames() throws {
        let (bench, task) = try leased()
        for _ in 0..<10 {
            bench.pass(.seconds(20))
            #expect(bench.ready("a", 1, holding: [task]) == [])
        }
        bench.tick(after: .seconds(29))
        #expect(bench.complete(task) == .accepted)
        #expect(try bench.history()?.events.isEmpty == true)
    }

    @Test func aHeartbeatIsToldWhichLeasesAreOver() throws {
        let (bench, task) = try leased()
        bench.tick(after: .seconds(31))
        #expect(bench.ready("a", 0, holding: [task]) == [task.lease.task])
        var forged = task
        forged.lease.task = TaskID(rawValue: 99)
        #expect(bench.ready("a", 0, holding: [forged]) == [TaskID(rawValue: 99)])
    }

    @Test func anotherWorkersLeaseCannotBeKept() throws {
        let (bench, task) = try leased()
        #expect(bench.ready("b", 0, holding: [task]) == [task.lease.task])
        bench.pass(.seconds(29))
        bench.ready("b", 0, holding: [task])
        bench.tick(after: .seconds(4))
        #expect(try bench.depth().ready == 1)
    }

    @Test func aLeaseThatTheWorkerDoesNotNameIsPutBackWithoutALoss() throws {
        let (bench, task) = try leased()
        bench.pass(.seconds(14))
        bench.ready("a", 1)
        #expect(bench.given("a").isEmpty, "the message with the lease may still be on its way")
        bench.pass(.seconds(2))
        bench.ready("a", 1)
        let again = try #require(bench.given("a").first)
        #expect(again.lease.task == task.lease.task)
        #expect(again.losses == 0)
        #expect(bench.complete(task)?.refusal == .stale)
    }

    @Test func timeInWhichTheSpoolDidNotListenIsHeldAgainstNoWorker() throws {
        let (bench, task) = try leased()
        bench.stall(.seconds(1000))
        bench.process([])
        #expect(try bench.depth().leased == 1)
        bench.tick(after: .seconds(29))
        #expect(bench.complete(task) == .accepted)
    }

    @Test func noLeaseEndsWhileAHeartbeatMayStillWaitToBeHeard() throws {
        let (bench, _) = try leased()
        bench.tick(after: .seconds(29))
        bench.stall(.seconds(5))
        bench.process([], isAll: false)
        #expect(try bench.depth().leased == 1)
        bench.process([])
        #expect(try bench.depth().leased == 0)
    }

    @Test func aTaskThatKillsItsWorkersIsEndedSoThatItsSenderHears() throws {
        let (bench, _) = try leased(maximumLosses: 3)
        for losses in 1...3 {
            bench.tick(after: .seconds(31))
            bench.ready("a", 1)
            let again = bench.given("a")
            #expect(again.map(\.losses) == [losses])
        }
        bench.tick(after: .seconds(31))
        bench.ready("a", 1)
        #expect(bench.given("a").isEmpty)
        bench.ready("d", 1, stage: .deliver)
        let end = try #require(bench.given("d").first)
        #expect(
            end.ending
                == Ending(
                    stage: .render, cause: .abandoned,
                    failure: Failure(EnhancedStatusCode(5, 3, 0), "The program that worked on it died 4 times.")))
        #expect(end.losses == 0)
        #expect(end.name == "x")
    }

    @Test func aNotificationThatKillsItsWorkersIsSetAside() throws {
        let bench = try EngineBench(maximumLosses: 3)
        bench.submit(.named("x", stage: .deliver, job: 1), updates: [JobUpdate(job: .sample, state: .sent)])
        for losses in 0...3 {
            bench.ready("d", 1, stage: .deliver)
            #expect(bench.given("d").map(\.losses) == [losses])
            bench.tick(after: .seconds(31))
        }
        bench.ready("d", 1, stage: .deliver)
        #expect(bench.given("d").isEmpty)
        #expect(try bench.depth(.deliver).corrupt == 1)
        let history = try #require(try bench.history())
        #expect(history.job.state == .sent)
        #expect(history.tasks.map(\.reason) == ["4 workers died with it"])
        #expect(bench.events.count { $0.move == .setAside } == 1)
    }

    @Test(arguments: [(Verdict.failed(.busy), "failed"), (.corrupt(.busy), "corrupt")])
    func aTaskThatCannotBeDoneWaitsForTheOperator(_ verdict: Verdict, _ state: String) throws {
        let (bench, task) = try leased()
        #expect(bench.complete(task, verdict) == .accepted)
        #expect(bench.given("a").isEmpty)
        let history = try #require(try bench.history())
        #expect(history.job.state == .setAside)
        #expect(history.tasks.map(\.state) == [state])
        #expect(history.events.map(\.text) == ["set aside for the operator at render: The line is busy. (4.2.1)"])
        #expect(bench.complete(task)?.refusal == .stale)
    }

    @Test func aTaskOfTheWholeOrderSetsAsideTheJobsThatAreStillOpen() throws {
        let bench = try EngineBench()
        let second = JobID(order: .sample, number: 2)
        bench.ready("a", 1)
        bench.submit(.named("x"), updates: [JobUpdate(job: .sample), JobUpdate(job: second, state: .sent)])
        bench.complete(try #require(bench.given("a").first), .corrupt(.busy))
        #expect(try bench.history()?.job.state == .setAside)
        #expect(try bench.history(of: second)?.job.state == .sent)
    }

    @Test func aNotificationThatCannotBeSentLeavesItsJobEnded() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .deliver)
        bench.submit(.named("x", stage: .deliver, job: 1), updates: [JobUpdate(job: .sample, state: .sent)])
        bench.complete(try #require(bench.given("a").first), .failed(.busy))
        let history = try #require(try bench.history())
        #expect(history.job.state == .sent)
        #expect(history.events.map(\.text) == ["set aside for the operator at deliver: The line is busy. (4.2.1)"])
    }

    @Test func aLeaseThatCannotBeDeliveredGoesToAnotherWorker() throws {
        let (bench, task) = try leased()
        bench.ready("b", 1)
        bench.undeliverable(task, to: "a")
        let again = try #require(bench.given("b").first)
        #expect(again.lease.task == task.lease.task)
        #expect(again.losses == 0)
        #expect(bench.given("a").isEmpty)
        #expect(bench.complete(task)?.refusal == .stale)
        #expect(bench.complete(again, from: "b") == .accepted)
    }

    @Test func aLeaseThatCannotBeDeliveredWaitsWhereNobodyElseIs() throws {
        let (bench, task) = try leased()
        bench.undeliverable(task, to: "a")
        bench.tick(after: .seconds(1))
        #expect(bench.given("a").isEmpty)
        bench.ready("a", 1)
        #expect(bench.given("a").map(\.lease.task) == [task.lease.task])
    }

    @Test func anAnswerThatCannotBeDeliveredChangesNothing() throws {
        let (bench, task) = try leased()
        var engine = bench.engine
        let message = Batch.Outgoing(worker: .named("a"), number: 1, response: .accepted)
        let effects = engine.undeliverable(message, now: bench.now)
        #expect(effects.messages.isEmpty)
        #expect(bench.complete(task) == .accepted)
    }
}
