import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What an operator asks of the engine")
struct EngineOperatorTests {
    /// A bench whose only task, of this stage and of job 1, was set aside.
    private func setAside(_ stage: Stage, _ state: JobState) throws -> EngineBench {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: stage)
        bench.submit(.named("x", stage: stage, job: 1), updates: [JobUpdate(job: .sample, state: state)])
        bench.complete(try #require(bench.given("a").first), .failed(.busy))
        return bench
    }

    @Test(arguments: [(Stage.enrich, JobState.accepted), (.render, .enriched), (.faxout, .rendered)])
    func aTaskThatIsPutBackIsReadyAndItsJobGoesOn(_ stage: Stage, _ state: JobState) throws {
        let bench = try setAside(stage, .sending)
        #expect(try bench.command(.retry(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        #expect(bench.given("a").map(\.name) == ["x"])
        let history = try #require(try bench.history())
        #expect(history.job.state == state)
        #expect(history.events.last?.text == "put back at \(stage) by the operator")
    }

    @Test func aNotificationThatIsPutBackLeavesItsJobEnded() throws {
        let bench = try setAside(.deliver, .sent)
        #expect(try bench.command(.retry(nil)).tasks == 1)
        #expect(bench.given("a").map(\.name) == ["x"])
        #expect(try bench.history()?.job.state == .sent)
    }

    @Test func aNotificationThatCannotBeToldIsGivenUpByCancellation() throws {
        let bench = try setAside(.deliver, .sent)
        #expect(try bench.command(.cancel(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        #expect(try bench.depth(.deliver).failed == 0)
        let history = try #require(try bench.history())
        #expect(history.job.state == .sent && history.tasks.isEmpty)
        #expect(history.events.last?.text == "The word of it, which was set aside, is given up by the operator.")
        #expect(throws: SpoolError(.unknown, "job \(JobID.sample) has ended: sent")) {
            try bench.command(.cancel(.job(.sample)))
        }
    }

    @Test func aFaxThatHasComeInIsNotGivenUp() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .deliver, lane: .received)
        bench.submit(
            .named("x", stage: .deliver, lane: .received, job: 1), updates: [JobUpdate(job: .sample, state: .received)])
        bench.complete(try #require(bench.given("a").first), .failed(.busy))
        #expect(throws: SpoolError(.unknown, "job \(JobID.sample) has ended: received")) {
            try bench.command(.cancel(.job(.sample)))
        }
        #expect(try bench.depth(.deliver, lane: .received).failed == 1)
    }

    @Test(
        "The word of a whole mail is given up for all its faxes, by whichever of them it is named",
        arguments: [
            JobSelection.job(.sample), .job(JobID(order: .sample, number: 2)), .order(.sample),
        ])
    func wordOfAMail(named selection: JobSelection) throws {
        let bench = try EngineBench()
        let second = JobID(order: .sample, number: 2)
        bench.ready("a", 1, stage: .deliver, lane: .mails)
        bench.submit(
            .named("x", stage: .deliver, lane: .mails, job: 1),
            updates: [JobUpdate(job: .sample, state: .sent), JobUpdate(job: second, state: .failed)])
        bench.complete(try #require(bench.given("a").first), .failed(.busy))
        #expect(try bench.command(.cancel(selection)) == CommandReport(jobs: 2, tasks: 1))
        let events = try bench.report(.job(second), JobHistory.self).events.map(\.text)
        #expect(events.last == "The word of it, which was set aside, is given up by the operator.")
    }

    @Test func aJobThatHasEndedAndWhoseWordIsStuckIsFoundAmongWhatIsSetAside() throws {
        let bench = try setAside(.deliver, .sent)
        func found(_ search: JobSearch) throws -> [JobState] {
            try bench.report(.find(search), JobList.self).jobs.map(\.state)
        }
        var search = JobSearch(limit: 9)
        search.state = .setAside
        #expect(try bench.report(.jobs(state: .setAside, limit: 9), JobList.self).jobs.map(\.state) == [.sent])
        #expect(try found(search) == [.sent])
        search.state = .failed
        #expect(try found(search) == [])
        try bench.command(.retry(nil))
        search.state = .setAside
        #expect(try bench.report(.jobs(state: .setAside, limit: 9), JobList.self).jobs == [])
        #expect(try found(search) == [])
    }

    @Test func whatIsSetAsideIsListedOnceNewestFirstAsFarAsIsWanted() throws {
        let bench = try EngineBench()
        let orders = (1...3).map { OrderID(rawValue: UInt64($0)) }
        bench.ready("a", 9, stage: .enrich)
        // An order's only task works for both of its jobs.
        for order in orders {
            let jobs = [1, 2].map { JobID(order: order, number: $0) }
            bench.submit(
                .named("x", stage: .enrich, order: order), order: order, updates: jobs.map { JobUpdate(job: $0) })
        }
        for task in bench.given("a") { bench.complete(task, .failed(.busy)) }
        func listed(_ limit: Int) throws -> [JobID] {
            try bench.report(.jobs(state: .setAside, limit: limit), JobList.self).jobs.map(\.id)
        }
        let all = orders.reversed().flatMap { order in [1, 2].map { JobID(order: order, number: $0) } }
        #expect(try listed(9) == all)
        #expect(try listed(3) == Array(all.prefix(3)))
    }

    @Test func aTaskForWhichNobodyWorksSaysWhoIsMissing() throws {
        let bench = try EngineBench()
        let nope = Lane(rawValue: "nope")
        let second = JobID(order: .sample, number: 2)
        bench.submit(
            .named("1", stage: .faxout, lane: nope, job: 1, to: "1"), .named("2", job: 2),
            updates: [JobUpdate(job: .sample), JobUpdate(job: second)])
        func waitsFor(_ job: JobID) throws -> [String?] {
            try bench.report(.job(job), JobHistory.self).tasks.map(\.waitsFor)
        }
        #expect(try waitsFor(.sample) == ["a line: none of group nope has been reported by a faxout"])
        #expect(try waitsFor(second) == ["a worker: no render has said that it works in lane default"])
        #expect(try bench.depth(.faxout, lane: nope).isUnserved && bench.depth().isUnserved)
        // A worker is known that has no room now; lines that can't be used are, too, and say why.
        var line = LineStatus(name: "l", group: nope, state: .resting, reason: "no modem")
        _ = bench.word(to: "f", 0, stage: .faxout, lines: [line])
        bench.ready("r", 0)
        #expect(try waitsFor(.sample) == ["a line of group nope in service: l rests (no modem)"])
        #expect(try waitsFor(second) == [nil] && bench.depth(.faxout, lane: nope).isUnserved)
        line.state = .testing
        _ = bench.word(to: "f", 0, stage: .faxout, lines: [line])
        #expect(try waitsFor(.sample) == [nil])
        #expect(try !bench.depth(.faxout, lane: nope).isUnserved && !bench.depth().isUnserved)
    }

    @Test func aJobThatHasEndedIsNotTriedAgain() throws {
        let bench = try EngineBench()
        bench.submit(updates: [JobUpdate(job: .sample, state: .sent)])
        #expect(throws: SpoolError(.unknown, "job \(JobID.sample) has ended: sent")) {
            try bench.command(.retry(.job(.sample)))
        }
        #expect(throws: SpoolError(.unknown, "there is no job of order \(OrderID.sample) that goes on")) {
            try bench.command(.retry(.order(.sample)))
        }
    }

    @Test func aTaskOfTheWholeOrderTakesItsJobsAlong() throws {
        let bench = try EngineBench()
        let second = JobID(order: .sample, number: 2)
        bench.ready("a", 1)
        bench.submit(.named("x"), updates: [JobUpdate(job: .sample), JobUpdate(job: second, state: .failed)])
        bench.complete(try #require(bench.given("a").first), .failed(.busy))
        #expect(try bench.command(.retry(.job(.sample))) == CommandReport(jobs: 1, tasks: 1))
        #expect(try bench.history()?.job.state == .enriched)
        #expect(try bench.history(of: second)?.job.state == .failed)
    }

    @Test func whereNothingIsSetAsideNothingMoves() throws {
        let bench = try EngineBench()
        bench.submit(.named("x", job: 1), updates: [JobUpdate(job: .sample)])
        #expect(try bench.command(.retry(nil)).tasks == 0)
        #expect(try bench.command(.retry(.job(.sample))).tasks == 0)
    }

    @Test func aJobThatIsNotThereCannotBePutBack() throws {
        let bench = try EngineBench()
        #expect(bench.ask(.command(.retry(.job(JobID(order: OrderID(rawValue: 9), number: 1)))))?.refusal == .unknown)
    }

    @Test func theQueueIsToldWithEveryStageThereIs() throws {
        let bench = try EngineBench()
        let empty = try bench.report(.queue, QueueReport.self)
        #expect(empty.depths == Stage.allCases.map { QueueReport.Depth(stage: $0, lane: .default) })
        bench.submit(.named("x", stage: .faxout, lane: Lane(rawValue: "abroad")), .named("y", notBefore: .after(60)))
        let depths = try bench.report(.queue, QueueReport.self).depths
        #expect(depths.map(\.stage) == [.enrich, .render, .faxout, .deliver])
        #expect(depths.map(\.lane.rawValue) == ["default", "default", "abroad", "default"])
        #expect(depths.map(\.ready) == [0, 0, 1, 0])
        #expect(depths.map(\.delayed) == [0, 1, 0, 0])
    }

    @Test func jobsAndOrdersAreTold() throws {
        let bench = try EngineBench()
        let second = JobID(order: .sample, number: 2)
        bench.submit(updates: [JobUpdate(job: .sample, state: .sent), JobUpdate(job: second, event: "accepted")])
        #expect(try bench.report(.order(.sample), JobList.self).jobs.map(\.id) == [.sample, second])
        #expect(try bench.report(.jobs(state: .sent, limit: 9), JobList.self).jobs.map(\.id) == [.sample])
        #expect(try bench.report(.jobs(state: nil, limit: 1), JobList.self).jobs.map(\.id) == [.sample])
        #expect(try bench.report(.job(second), JobHistory.self).events.map(\.text) == ["accepted"])
    }

    @Test func whatIsNotThereIsUnknown() throws {
        let bench = try EngineBench()
        #expect(bench.ask(.query(.job(.sample))) == .refused(SpoolError(.unknown, "there is no job \(JobID.sample)")))
        #expect(
            bench.ask(.query(.order(.sample))) == .refused(SpoolError(.unknown, "there is no order \(OrderID.sample)")))
    }

    @Test func whatKeepsATaskFromBeingGivenOutIsSaid() throws {
        let bench = try EngineBench(
            configuration: """
                line-groups: [{ name: default, time-zone: UTC, windows: [{ from: "20:00", to: "21:00" }] }]
                """)
        bench.submit(.named("1", stage: .faxout, job: 1, to: "1"), updates: [JobUpdate(job: .sample)])
        func waitsFor() throws -> [String?] {
            try bench.report(.job(.sample), JobHistory.self).tasks.map(\.waitsFor)
        }
        #expect(try waitsFor() == ["the hours of its group"])
        #expect(try bench.depth(.faxout).isClosed)
        try bench.command(.pause(.lane(.faxout, .default)))
        #expect(try waitsFor() == ["faxctl resume faxout/default"])
        try bench.command(.pause(.line("line9")))
        #expect(try bench.report(.queue, QueueReport.self).pauses == ["faxout/default", "line/line9"])
    }

    @Test func jobsThatAreHeldAreListed() throws {
        let bench = try EngineBench()
        let second = JobID(order: .sample, number: 2)
        bench.submit(
            .named("1", job: 1), .named("2", job: 2), updates: [JobUpdate(job: .sample), JobUpdate(job: second)])
        func held(_ limit: Int = 9) throws -> [JobID] {
            try bench.report(.heldJobs(limit: limit), JobList.self).jobs.map(\.id)
        }
        #expect(try held() == [])
        try bench.command(.hold(.job(second)))
        #expect(try held() == [second])
        try bench.command(.hold(.job(.sample)))
        #expect(try held() == [.sample, second])
        #expect(try held(1) == [.sample])
        try bench.command(.release(.order(.sample)))
        #expect(try held() == [])
    }

    @Test func whatWasSaidAlreadyIsSaidOnce() throws {
        let bench = try EngineBench()
        bench.submit(.named("1", job: 1), updates: [JobUpdate(job: .sample)])
        #expect(try bench.command(.release(.job(.sample))).warning == "That changes nothing.")
        #expect(try bench.command(.hold(.job(.sample))).warning == nil)
        #expect(try bench.command(.hold(.job(.sample))).warning == "That changes nothing.")
        #expect(try bench.history()?.events.map(\.text).count { $0 == "Held by the operator." } == 1)
        #expect(try bench.command(.retry(.job(.sample))).warning?.hasPrefix("There is nothing to try again") == true)
    }
}
