import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What the operator says of jobs, and where work flows")
struct EngineControlTests {
    private static let second = JobID(order: .sample, number: 2)

    /// A bench with a `faxout` task of each of two jobs.
    private func bench() throws -> EngineBench {
        let bench = try EngineBench()
        bench.submit(
            .named("1", stage: .faxout, job: 1, to: "1"), .named("2", stage: .faxout, job: 2, to: "2"),
            updates: [JobUpdate(job: .sample), JobUpdate(job: Self.second)])
        return bench
    }

    @Test func aCancelledJobEndsAndItsSenderIsTold() throws {
        let bench = try bench()
        #expect(try bench.command(.cancel(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        bench.ready("d", 9, stage: .deliver)
        let ended = bench.given("d")
        #expect(ended.map(\.name) == ["1"])
        #expect(ended.map(\.ending?.cause) == [.cancelled])
        bench.ready("a", 9, stage: .faxout)
        #expect(bench.given("a").map(\.name) == ["2"])
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: .sample, state: .cancelled)]
        bench.ask(.complete(ended[0].lease, completion), from: "d")
        #expect(try bench.read { try $0.controls() }.isEmpty)
        #expect(bench.ask(.command(.cancel(.job(.sample))))?.refusal == .unknown)
    }

    @Test func allJobsOfAnOrderCanBeCancelledAtOnce() throws {
        let bench = try bench()
        #expect(try bench.command(.cancel(.order(.sample))) == CommandReport(jobs: 2, tasks: 2))
        bench.ready("d", 9, stage: .deliver)
        #expect(bench.given("d").count == 2)
    }

    @Test func aJobInHandIsCalledBackAndEndsWhenItIsHandedBack() throws {
        let bench = try bench()
        bench.ready("a", 1, stage: .faxout)
        let task = try #require(bench.given("a").first)
        #expect(try bench.command(.cancel(.job(.sample))) == CommandReport(jobs: 1, inHand: 1, endingCalls: 1))
        #expect(bench.words.map(\.worker) == ["a"])
        #expect(bench.words.map(\.word.unwanted) == [[task.lease.task]])
        // The message may be lost: the next heartbeat tells it again, also after a restart of the spool.
        #expect(bench.word(to: "a", 0, stage: .faxout, holding: [task])?.unwanted == [task.lease.task])
        try bench.restart()
        #expect(bench.word(to: "a", 0, stage: .faxout, holding: [task])?.unwanted == [task.lease.task])
        var completion = Completion(.released)
        completion.checkpoint = [1]
        #expect(bench.ask(.complete(task.lease, completion)) == .accepted)
        bench.ready("d", 1, stage: .deliver)
        let ended = try #require(bench.given("d").first)
        #expect(ended.checkpoint == [1])
        #expect(ended.ending?.cause == .cancelled)
    }

    @Test func aFaxThatWasSentBeforeItsCancellationIsSent() throws {
        let bench = try bench()
        bench.ready("a", 1, stage: .faxout)
        let task = try #require(bench.given("a").first)
        try bench.command(.cancel(.job(.sample)))
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: .sample, state: .sent)]
        completion.successors = [.named("told", stage: .deliver, job: 1)]
        #expect(bench.ask(.complete(task.lease, completion)) == .accepted)
        bench.ready("d", 1, stage: .deliver)
        let told = try #require(bench.given("d").first)
        #expect(told.ending == nil)
        #expect(told.name == "told")
        #expect(try bench.history()?.job.state == .sent)
    }

    @Test func aJobThatIsStillWithItsOrderEndsWhenItHasATaskOfItsOwn() throws {
        let bench = try EngineBench()
        bench.submit(.named("order"), updates: [JobUpdate(job: .sample), JobUpdate(job: Self.second)])
        #expect(try bench.command(.cancel(.job(.sample))).tasks == 0)
        bench.ready("r", 1)
        let task = try #require(bench.given("r").first)
        var completion = Completion(.done)
        completion.successors = (1...2).map { (job: Int) in .named("\(job)", stage: .faxout, job: job, to: "\(job)") }
        bench.ask(.complete(task.lease, completion), from: "r")
        bench.ready("d", 9, stage: .deliver)
        #expect(bench.given("d").map(\.name) == ["1"])
        bench.ready("a", 9, stage: .faxout)
        #expect(bench.given("a").map(\.name) == ["2"])
    }

    @Test func anOrderWhoseJobsAreAllCancelledEndsAtOnce() throws {
        let bench = try EngineBench()
        bench.submit(.named("order"), updates: [JobUpdate(job: .sample), JobUpdate(job: Self.second)])
        try bench.command(.cancel(.job(.sample)))
        #expect(try bench.command(.cancel(.job(Self.second))).tasks == 1)
        bench.ready("d", 9, stage: .deliver)
        #expect(bench.given("d").map(\.ending?.stage) == [.render])
    }

    @Test func aHeldJobWaitsUntilItIsReleasedAndItsTimeBeginsAnew() throws {
        let bench = try EngineBench(configuration: "spool: { expire-after: 1h }")
        bench.submit(.named("1", stage: .faxout, job: 1, to: "1"), updates: [JobUpdate(job: .sample)])
        #expect(try bench.command(.hold(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        #expect(try bench.depth(.faxout).held == 1)
        try bench.restart()
        bench.pass(.seconds(7200))
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").isEmpty)
        #expect(try bench.history()?.tasks.map(\.state) == ["held"])
        #expect(try bench.command(.release(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        let task = try #require(bench.given("a").first)
        #expect(
            try bench.read { try $0.leases() }.first { $0.reference == task.lease }?.record.expires
                == bench.now.wall.addingTimeInterval(3600))
    }

    @Test func aHeldJobInHandIsHeldWhenItIsHandedBackAlsoByADeadWorker() throws {
        let bench = try bench()
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").count == 1)
        try bench.command(.hold(.job(.sample)))
        bench.tick(after: .seconds(35))
        #expect(try bench.depth(.faxout).held == 1)
    }

    @Test func aJobCanGoToTheSameNumberOverOtherLines() throws {
        let bench = try bench()
        let abroad = Lane(rawValue: "abroad")
        let number = try #require(FaxNumber("1"))
        #expect(try bench.command(.redirect(.sample, number, lane: abroad)).tasks == 1)
        bench.ready("a", 1, stage: .faxout, lane: abroad)
        #expect(bench.given("a").map(\.destination) == [number])
    }

    @Test func aHeldJobKeepsTheTimeThatItsSenderGaveIt() throws {
        let bench = try EngineBench()
        bench.submit(
            .named("1", stage: .faxout, job: 1, expires: .after(100), to: "1"), updates: [JobUpdate(job: .sample)])
        try bench.command(.hold(.job(.sample)))
        bench.pass(.seconds(50))
        try bench.command(.release(.job(.sample)))
        #expect(try bench.read { try $0.tasks(of: .sample) }.map(\.record.expires) == [.after(100)])
    }

    @Test func anUrgentJobGoesFirst() throws {
        let bench = try bench()
        #expect(try bench.command(.prioritise(.job(Self.second), .urgent)).tasks == 1)
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").map(\.name) == ["2"])
    }

    @Test func aRedirectedJobGoesElsewhere() throws {
        let bench = try bench()
        let abroad = Lane(rawValue: "abroad")
        let number = try #require(FaxNumber("+4930"))
        #expect(try bench.command(.redirect(.sample, number, lane: abroad)).tasks == 1)
        bench.ready("a", 1, stage: .faxout, lane: abroad)
        let task = try #require(bench.given("a").first)
        #expect(task.destination == number)
        #expect(try bench.history()?.job.number == number)
        // It stays so when it is tried again.
        bench.complete(task, .retry(at: .after(1), .busy))
        bench.ready("a", 1, stage: .faxout, lane: abroad)
        bench.tick(after: .seconds(1))
        #expect(bench.given("a").map(\.destination) == [number])
        #expect(bench.words.isEmpty)
    }

    @Test func aDelayedJobIsTriedAtOnceAlsoWhereItsNumberRests() throws {
        let bench = try bench()
        bench.ready("a", 1, stage: .faxout)
        let task = try #require(bench.given("a").first)
        var completion = Completion(.retry(at: .after(600), .busy))
        completion.finding = .unavailable(until: .after(600), reason: "busy")
        bench.ready("a", 0, stage: .faxout, holding: [task])
        bench.ask(.complete(task.lease, completion))
        #expect(try bench.command(.retry(.job(.sample))).tasks == 1)
        bench.ready("a", 9, stage: .faxout)
        #expect(Set(bench.given("a").map(\.name)) == ["1", "2"])
    }

    @Test func aPausedStageOrLaneGivesOutNothingMoreAlsoAfterARestart() throws {
        for target in [PauseTarget.stage(.faxout), .lane(.faxout, .default)] {
            let bench = try bench()
            try bench.command(.pause(target))
            try bench.restart()
            bench.ready("a", 9, stage: .faxout)
            #expect(bench.given("a").isEmpty)
            #expect(try bench.depth(.faxout).isPaused)
            #expect(bench.ask(.command(.pause(target)))?.refusal == .unknown)
            try bench.command(.resume(target))
            #expect(bench.given("a").count == 2)
            #expect(bench.ask(.command(.resume(target)))?.refusal == .unknown)
        }
    }

    @Test func anotherLaneOrStageIsNotPaused() throws {
        let bench = try bench()
        try bench.command(.pause(.lane(.faxout, Lane(rawValue: "abroad"))))
        try bench.command(.pause(.stage(.render)))
        bench.ready("a", 9, stage: .faxout)
        #expect(bench.given("a").count == 2)
    }

    @Test func workersWithLinesAreToldWhichArePausedAtOnceAndWithEveryHeartbeat() throws {
        let bench = try bench()
        let line = LineStatus(name: "line-1", group: .default, state: .free)
        #expect(bench.word(to: "a", 0, stage: .faxout, lines: [line])?.pausedLines == [])
        bench.ready("r", 1)
        try bench.command(.pause(.line("line-1")))
        #expect(bench.words.map(\.worker) == ["a"])
        #expect(bench.words.map(\.word.pausedLines) == [["line-1"]])
        #expect(bench.word(to: "a", 0, stage: .faxout)?.pausedLines == ["line-1"])
    }

    @Test func whatNobodyHasIsPausedWithAWarningThatNamesWhatThereIs() throws {
        let bench = try EngineBench(configuration: "line-groups: [{ name: abroad, calls: 1 }]")
        func warning(_ target: PauseTarget) throws -> String? { try bench.command(.pause(target)).warning }
        #expect(
            try warning(.line("line-1"))
                == "Nothing is known of line line-1 now (none is known). It is paused for when it comes.")
        let lines = ["line-2", "line-1"].map { LineStatus(name: $0, group: .default, state: .free) }
        #expect(bench.word(to: "a", 1, stage: .faxout, lines: lines)?.pausedLines == ["line-1"])
        #expect(
            try warning(.line("line-11"))
                == "Nothing is known of line line-11 now (known: line-1, line-2). It is paused for when it comes.")
        #expect(try warning(.line("line-2")) == nil)
        #expect(try warning(.stage(.render)) == nil)
        bench.submit(.named("x", stage: .faxout, lane: Lane(rawValue: "berlin")))
        for lane in ["default", "berlin", "abroad"] {
            #expect(try warning(.lane(.faxout, Lane(rawValue: lane))) == nil)
        }
        #expect(
            try warning(.lane(.faxout, Lane(rawValue: "abraod"))) == """
                Nothing is known of lane abraod of stage faxout now (known: abroad, berlin, default). It is paused for \
                when it comes.
                """)
        #expect(try bench.command(.resume(.line("line-11"))).warning == nil)
    }

    @Test func linesAreListedAsTheirWorkersSayThem() throws {
        let bench = try bench()
        let lines = ["b", "a"].map { LineStatus(name: $0, group: .default, state: .resting, reason: "No modem.") }
        _ = bench.word(to: "w", 0, stage: .faxout, lines: lines)
        #expect(try bench.report(.lines, LineList.self).lines == lines.reversed())
    }

    @Test func whatWaitsForTheSameReasonAsBeforeIsToldOnce() throws {
        let bench = try bench()
        for _ in 0..<3 {
            bench.ready("a", 1, stage: .faxout)
            let task = try #require(bench.given("a").first { $0.name == "1" })
            var completion = Completion(.retry(at: bench.now.wall, .busy))
            completion.updates = [JobUpdate(job: .sample, event: "No line.")]
            bench.ready("a", 0, stage: .faxout, holding: [task])
            try bench.command(.hold(.job(Self.second)))
            bench.ask(.complete(task.lease, completion))
        }
        #expect(try bench.history()?.events.map(\.text) == ["No line."])
    }

    @Test func aCancelledTaskOfWhichNotEvenTheEndCanBeToldGoesAndItsJobHasEnded() throws {
        let bench = try bench()
        try bench.command(.cancel(.job(.sample)))
        bench.ready("d", 1, stage: .deliver)
        bench.complete(try #require(bench.given("d").first), .corrupt(.busy), from: "d")
        #expect(try bench.history()?.job.state == .setAside)
        #expect(try bench.command(.cancel(.job(.sample))).tasks == 1)
        let history = try #require(try bench.history())
        #expect(history.job.state == .cancelled)
        #expect(history.tasks.isEmpty)
        #expect(try bench.depth(.deliver).corrupt == 0)
        #expect(try bench.read { try $0.controls() }.isEmpty)
    }

    @Test func whereAFaxGoesIsWrittenWhenItsTaskGoesThere() throws {
        let bench = try bench()
        bench.ready("a", 1, stage: .faxout)
        let task = try #require(bench.given("a").first)
        let number = try #require(FaxNumber("+4930"))
        try bench.command(.redirect(.sample, number, lane: .default))
        #expect(try bench.history()?.job.number == nil)
        bench.complete(task, .released)
        #expect(try bench.history()?.job.number == number)
    }

    @Test(arguments: [Verdict.failed(.busy), .corrupt(.busy)])
    func aCancelledTaskThatItsWorkerCannotDoIsCancelled(_ verdict: Verdict) throws {
        let bench = try EngineBench()
        bench.ready("d", 1, stage: .deliver)
        bench.ready("a", 1)
        bench.submit(.named("x", job: 1), updates: [JobUpdate(job: .sample)])
        let task = try #require(bench.given("a").first)
        try bench.command(.cancel(.job(.sample)))
        bench.complete(task, verdict)
        #expect(bench.given("d").map(\.ending?.cause) == [.cancelled])
        #expect(try bench.depth().corrupt + bench.depth().failed == 0)
    }
}
