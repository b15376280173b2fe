import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("Who is served when")
struct EngineScheduleTests {
    private static func job(_ number: Int) -> JobID { JobID(order: .sample, number: number) }

    /// Takes the tasks of a line one by one, each for so long.
    private func order(_ bench: EngineBench, _ count: Int, each duration: Duration = .zero) throws -> [String] {
        try (0..<count).map { _ in
            bench.ready("a", 1, stage: .faxout)
            let task = try #require(bench.given("a").first)
            bench.stall(duration)
            bench.ready("a", 0, stage: .faxout, holding: [task])
            bench.complete(task)
            return task.name
        }
    }

    @Test func aBroadcastOfThousandsDelaysAColleagueByNoMoreThanOneCall() throws {
        let bench = try EngineBench()
        let broadcast = (1...5000).map { (job: Int) in
            NewTask.named("b\(job)", stage: .faxout, job: job, to: "\(job)")
        }
        bench.ask(.submit(Submission(order: .sample, sender: "ann@example.com", tasks: broadcast)))
        #expect(try order(bench, 3) == ["b1", "b2", "b3"])
        bench.submit(
            .named("colleague", stage: .faxout, order: OrderID(rawValue: 2), to: "999999"), order: OrderID(rawValue: 2),
            sender: "bob@example.com")
        #expect(try order(bench, 2).contains("colleague"))
    }

    @Test func sendersTakeTurnsWhateverTheyHave() throws {
        let bench = try EngineBench()
        for (number, sender) in ["ann", "bob", "cid"].enumerated() {
            let order = OrderID(rawValue: UInt64(number + 1))
            let tasks = (1...3).map { NewTask.named("\(sender)\($0)", stage: .faxout, order: order) }
            bench.ask(.submit(Submission(order: order, sender: sender, tasks: tasks)))
        }
        #expect(
            try order(bench, 9) == ["ann1", "bob1", "cid1", "ann2", "bob2", "cid2", "ann3", "bob3", "cid3"])
    }

    @Test func theSuccessorsOfATaskTakeTheTurnsOfItsSender() throws {
        let bench = try EngineBench()
        bench.ready("r", 9)
        bench.submit(.named("ann"), sender: "ann")
        bench.submit(.named("bob", order: OrderID(rawValue: 2)), order: OrderID(rawValue: 2), sender: "bob")
        for task in bench.given("r") {
            var completion = Completion(.done)
            completion.successors = (1...2).map { (job: Int) in
                .named("\(task.name)\(job)", stage: .faxout, order: task.order, job: job)
            }
            bench.ask(.complete(task.lease, completion), from: "r")
        }
        #expect(try order(bench, 4) == ["ann1", "bob1", "ann2", "bob2"])
    }

    @Test func whatWaitsKeepsItsTurnOverARestart() throws {
        let bench = try EngineBench()
        for number in 1...4 {
            bench.submit(.named("\(number)", stage: .faxout), order: OrderID(rawValue: UInt64(number)))
        }
        #expect(try order(bench, 2) == ["1", "2"])
        try bench.restart()
        bench.submit(.named("5", stage: .faxout), order: OrderID(rawValue: 5))
        #expect(try order(bench, 3) == ["3", "5", "4"])
    }

    @Test func whatWaitsForItsNextTryKeepsItsTurnOverARestart() throws {
        let bench = try EngineBench()
        for number in 1...9 { bench.submit(.named("\(number)", stage: .faxout), order: .numbered(number)) }
        _ = try order(bench, 8)
        bench.ready("a", 1, stage: .faxout)
        let last = try #require(bench.given("a").first)
        bench.complete(last, .retry(at: bench.now.wall.addingTimeInterval(5), .busy))
        bench.ready("a", 0, stage: .faxout)
        try bench.restart()
        for number in 11...13 { bench.submit(.named("\(number)", stage: .faxout), order: .numbered(number)) }
        bench.tick(after: .seconds(5))
        #expect(try order(bench, 2).contains("9"))
    }

    @Test func bulkIsNotStarvedByAStreamOfUrgentFaxes() throws {
        let bench = try EngineBench(configuration: "spool: { ageing: { normal: 10m, bulk: 1h } }")
        bench.submit(.named("bulk", stage: .faxout, priority: .bulk))
        var served: [String] = []
        for number in 1...100 where !served.contains("bulk") {
            let order = OrderID(rawValue: UInt64(number + 1))
            bench.submit(.named("urgent\(number)", stage: .faxout, priority: .urgent, order: order), order: order)
            served += try self.order(bench, 1, each: .seconds(60))
        }
        #expect(served.last == "bulk")
        #expect(served.count == 62)
    }

    @Test func anOldBulkFaxIsNotStarvedByNewcomersWhoseTurnIsBeforeIt() throws {
        let bench = try EngineBench(configuration: "spool: { ageing: { normal: 10m, bulk: 1h } }")
        let broadcast = (1...3).map { NewTask.named("ann\($0)", stage: .faxout, priority: .bulk) }
        bench.ask(.submit(Submission(order: .sample, sender: "ann", tasks: broadcast)))
        var served: [String] = []
        func submit(_ name: String, _ priority: Priority, _ id: Int) {
            let order = OrderID(rawValue: UInt64(id))
            bench.submit(.named(name, stage: .faxout, priority: priority, order: order), order: order, sender: name)
        }
        for minute in 1...150 {
            submit("urgent\(minute)", .urgent, 1000 + minute)
            // There is always another newcomer with a bulk fax, and an urgent one before it.
            if minute % 40 == 0 { submit("newcomer\(minute)", .bulk, 5000 + minute) }
            served += try order(bench, 1, each: .seconds(60))
        }
        let places = (1...3).map { served.firstIndex(of: "ann\($0)") }
        #expect(places.allSatisfy { $0.map { $0 < 75 } ?? false }, "\(places)")
        #expect(served.filter { $0.hasPrefix("urgent") }.count > 140)
    }

    @Test func anOldBroadcastLeavesMostPlacesToTheUrgent() throws {
        let bench = try EngineBench(configuration: "spool: { ageing: { normal: 10m, bulk: 1h } }")
        for number in 1...20 { bench.submit(.named("bulk", stage: .faxout, priority: .bulk), order: .numbered(number)) }
        bench.pass(.seconds(2 * 3600))
        for number in 21...40 {
            bench.submit(.named("urgent", stage: .faxout, priority: .urgent), order: .numbered(number))
        }
        let served = try order(bench, 24)
        #expect(served.prefix(8) == ["bulk", "urgent", "urgent", "urgent", "bulk", "urgent", "urgent", "urgent"])
        #expect(served.count { $0 == "urgent" } == 18)
    }

    @Test func withinTheirAgeingTheUrgentGoFirst() throws {
        let bench = try EngineBench(configuration: "spool: { ageing: { normal: 10m, bulk: 1h } }")
        bench.submit(.named("bulk", stage: .faxout, priority: .bulk), .named("normal", stage: .faxout))
        bench.pass(.seconds(599))
        bench.submit(.named("urgent", stage: .faxout, priority: .urgent), order: OrderID(rawValue: 2))
        #expect(try order(bench, 3) == ["urgent", "normal", "bulk"])
    }

    @Test(arguments: Stage.allCases)
    func ofWhatComesTogetherTheUrgentIsTakenFirst(stage: Stage) throws {
        let bench = try EngineBench()
        bench.ready("a", 2, stage: stage)
        let comers: [(String, Priority, Int)] = [
            ("bulk", .bulk, 1), ("normal", .normal, 2), ("urgent", .urgent, 3), ("urgent too", .urgent, 4),
        ]
        bench.process(
            comers.map { name, priority, id in
                let order = OrderID.numbered(id)
                let task = NewTask.named(name, stage: stage, priority: priority, order: order)
                return ("ingest", .submit(Submission(order: order, sender: name, tasks: [task])))
            })
        let first = bench.given("a")
        #expect(first.map(\.name) == ["urgent", "urgent too"])
        for task in first { bench.complete(task) }
        #expect(bench.given("a").map(\.name) == ["normal", "bulk"])
    }

    @Test func successorsThatComeTogetherAreTakenByUrgencyToo() throws {
        let bench = try EngineBench()
        for (number, priority) in [Priority.bulk, .urgent].enumerated() {
            let order = OrderID.numbered(number + 1)
            bench.submit(.named("mail", stage: .enrich, priority: priority, order: order), order: order)
        }
        bench.ready("e", 2, stage: .enrich)
        let mails = bench.given("e").sorted { $0.order.rawValue < $1.order.rawValue }
        bench.ready("r", 1, stage: .render)
        bench.process(
            zip(mails, [Priority.bulk, .urgent]).map { mail, priority in
                var completion = Completion(.done)
                completion.successors = [
                    .named("\(priority)", stage: .render, priority: priority, order: mail.order)
                ]
                return ("e", .complete(mail.lease, completion))
            })
        #expect(bench.given("r").map(\.name) == ["urgent"])
    }

    @Test func whatCameInTheSameBatchIsSeenByQueriesAndCommands() throws {
        let bench = try EngineBench()
        bench.ready("a", 2)
        let update = JobUpdate(job: .sample, state: .accepted)
        bench.process([
            ("ingest", .submit(Submission(order: .sample, tasks: [.named("x", job: 1)], updates: [update]))),
            ("faxctl", .command(.hold(.order(.sample)))),
        ])
        #expect(bench.given("a").isEmpty)
        #expect(try bench.depth().held == 1)
    }

    @Test func aNumberIsCalledByOneAtATimeWhoeverSends() throws {
        let bench = try EngineBench()
        bench.ready("a", 2, stage: .faxout)
        bench.ready("b", 2, stage: .faxout, lane: Lane(rawValue: "abroad"))
        bench.submit(.named("1", stage: .faxout, to: "+4930"), sender: "ann")
        let first = try #require(bench.given("a").first)
        bench.submit(
            .named("2", stage: .faxout, to: "+4930"),
            .named("3", stage: .faxout, lane: Lane(rawValue: "abroad"), to: "+4930"),
            .named("4", stage: .faxout, to: "+4931"), order: OrderID(rawValue: 2), sender: "bob")
        #expect(bench.given("a").map(\.name) == ["4"])
        #expect(bench.given("b").isEmpty)
        #expect(try bench.depth(.faxout).blocked == 1)
        bench.complete(first)
        let next = bench.given("a") + bench.given("b")
        #expect(next.count == 1)
        bench.complete(try #require(next.first))
        #expect((bench.given("a") + bench.given("b")).count == 1)
    }

    @Test func whoWaitsBehindANumberGoesOnWhenTheCallersWorkerIsLost() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .faxout)
        bench.submit(.named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"))
        #expect(bench.given("a").map(\.name) == ["1"])
        bench.pass(.seconds(25))
        bench.ready("b", 2, stage: .faxout)
        bench.tick(after: .seconds(8))
        #expect(bench.given("b").count == 1)
        #expect(try bench.depth(.faxout).blocked == 1)
    }

    @Test func nobodyWaitsForEverBehindATaskThatWasCancelled() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .faxout)
        bench.submit(
            .named("1", stage: .faxout, job: 1, to: "1"), .named("2", stage: .faxout, job: 2, to: "1"),
            .named("3", stage: .faxout, job: 3, to: "1"),
            updates: (1...3).map { JobUpdate(job: Self.job($0)) })
        let first = try #require(bench.given("a").first)
        bench.ready("a", 2, stage: .faxout, holding: [first])
        #expect(try bench.depth(.faxout).blocked == 2)
        bench.ready("a", 0, stage: .faxout, holding: [first])
        bench.complete(first)
        #expect(try bench.depth(.faxout).ready == 1)
        try bench.command(.cancel(.job(Self.job(2))))
        bench.tick(after: .seconds(5))
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").map(\.name) == ["3"])
    }

    @Test func thousandsToOneNumberGoOneByOne() throws {
        let bench = try EngineBench()
        let tasks = (1...1200).map { NewTask.named("\($0)", stage: .faxout, to: "1") }
        bench.ask(.submit(Submission(order: .sample, tasks: tasks)))
        bench.ready("a", 3, stage: .faxout)
        for _ in 0..<3 { bench.tick() }
        #expect(bench.given("a").map(\.name) == ["1"])
        #expect(try bench.depth(.faxout).blocked == 1199)
        #expect(bench.engine.patience(now: bench.now) > .zero)
    }

    @Test func aNumberThatIsBusyIsLetAloneByEverybody() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .faxout)
        bench.submit(.named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"))
        let first = try #require(bench.given("a").first)
        var completion = Completion(.retry(at: .after(60), .busy))
        completion.finding = .unavailable(until: .after(60), reason: "busy")
        bench.ask(.complete(first.lease, completion))
        bench.tick(after: .seconds(20))
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").isEmpty)
        #expect(try bench.report(.numbers, NumberList.self).numbers.map(\.restsUntil) == [.after(60)])
        bench.pass(.seconds(20))
        bench.ready("a", 1, stage: .faxout)
        bench.pass(.seconds(20))
        bench.ready("a", 1, stage: .faxout)
        bench.tick()
        #expect(bench.given("a").count == 1)
    }

    @Test func faxesToANumberWithoutAFaxMachineFailAndTheirSendersAreTold() throws {
        let bench = try EngineBench(configuration: "spool: { wrong-numbers: { calls: 2 } }")
        bench.ready("d", 9, stage: .deliver)
        bench.submit(
            .named("1", stage: .faxout, job: 1, to: "1"), .named("2", stage: .faxout, job: 2, to: "1"),
            updates: [JobUpdate(job: .sample), JobUpdate(job: Self.job(2))])
        for _ in 0..<2 {
            bench.ready("a", 1, stage: .faxout)
            let task = try #require(bench.given("a").first)
            var completion = Completion(.done)
            completion.finding = .wrong(until: bench.now.wall, reason: "A voice.")
            if task.name == "1" { completion.verdict = .retry(at: bench.now.wall, .busy) }
            bench.ask(.complete(task.lease, completion))
        }
        bench.submit(
            .named("3", stage: .faxout, order: OrderID(rawValue: 2), job: 1, to: "1"), order: OrderID(rawValue: 2))
        let ended = bench.given("d")
        #expect(ended.last?.name == "3")
        #expect(ended.allSatisfy { $0.ending?.cause == .barred })
        try bench.command(.allow(#require(FaxNumber("1"))))
        bench.submit(.named("4", stage: .faxout, order: OrderID(rawValue: 3), to: "1"), order: OrderID(rawValue: 3))
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").map(\.name) == ["4"])
    }

    @Test func aSenderMakesNoMoreCallsAtOnceThanAllowed() throws {
        let bench = try EngineBench(configuration: "spool: { calls-per-sender: 2 }")
        bench.ready("a", 4, stage: .faxout)
        let tasks = (1...4).map { NewTask.named("ann\($0)", stage: .faxout, to: "\($0)") }
        bench.ask(.submit(Submission(order: .sample, sender: "ann", tasks: tasks)))
        let first = bench.given("a")
        #expect(first.map(\.name) == ["ann1", "ann2"])
        bench.submit(
            .named("bob", stage: .faxout, order: OrderID(rawValue: 2), to: "9"), order: OrderID(rawValue: 2),
            sender: "bob")
        #expect(bench.given("a").map(\.name) == ["bob"])
        bench.complete(first[0])
        #expect(bench.given("a").map(\.name) == ["ann3"])
    }

    @Test func aGroupMakesNoMoreCallsAtOnceThanAllowed() throws {
        let bench = try EngineBench(configuration: "line-groups: [{ name: default, calls: 2 }]")
        bench.ready("a", 2, stage: .faxout)
        bench.ready("b", 2, stage: .faxout)
        bench.submit(
            .named("1", stage: .faxout), .named("2", stage: .faxout), .named("3", stage: .faxout),
            .named("render"))
        let tasks = bench.given("a") + bench.given("b")
        #expect(tasks.count == 2)
        bench.ready("r", 1)
        #expect(bench.given("r").count == 1)
        bench.complete(tasks[0])
        #expect((bench.given("a") + bench.given("b")).map(\.name) == ["3"])
    }

    @Test func aGroupDialsInItsHoursOnly() throws {
        // The test's time is a Friday, 08:00 UTC.
        let bench = try EngineBench(
            configuration: """
                line-groups:
                  - name: default
                    time-zone: UTC
                    windows: [{ from: "08:30", to: "09:00", priorities: [normal, bulk] }]
                """)
        bench.ready("a", 9, stage: .faxout)
        bench.submit(.named("normal", stage: .faxout), .named("urgent", stage: .faxout, priority: .urgent))
        let urgent = bench.given("a")
        #expect(urgent.map(\.name) == ["urgent"])
        bench.complete(try #require(urgent.first))
        #expect(bench.engine.patience(now: bench.now) <= .seconds(1))
        bench.pass(.seconds(1799))
        bench.ready("a", 9, stage: .faxout)
        #expect(bench.given("a").isEmpty)
        bench.tick(after: .seconds(1))
        let normal = bench.given("a")
        #expect(normal.map(\.name) == ["normal"])
        bench.complete(try #require(normal.first))
        bench.pass(.seconds(1800))
        bench.ready("a", 9, stage: .faxout)
        bench.submit(.named("late", stage: .faxout, priority: .bulk), order: OrderID(rawValue: 2))
        #expect(bench.given("a").isEmpty)
    }

    @Test func aTaskWhoseTimeIsOverEndsAndItsSenderIsTold() throws {
        let bench = try EngineBench()
        bench.submit(
            .named("x", stage: .faxout, job: 1, expires: .after(100), to: "1"), updates: [JobUpdate(job: .sample)])
        bench.pass(.seconds(99))
        bench.ready("d", 1, stage: .deliver)
        bench.tick()
        #expect(bench.given("d").isEmpty)
        bench.tick(after: .seconds(4))
        let ended = try #require(bench.given("d").first)
        #expect(ended.ending?.cause == .expired)
        #expect(ended.ending?.stage == .faxout)
        #expect(ended.ending?.failure.status == EnhancedStatusCode(5, 4, 7))
        #expect(try bench.history()?.events.last?.text.hasPrefix("Ended: Its time was over at 2027-01-15T") == true)
    }

    @Test func aTaskThatWouldBeTriedAgainTooLateEndsAtOnceAndSaysWhatWasWrong() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .faxout)
        bench.ready("d", 1, stage: .deliver)
        bench.submit(
            .named("x", stage: .faxout, job: 1, expires: .after(100), to: "1"), updates: [JobUpdate(job: .sample)])
        let task = try #require(bench.given("a").first)
        bench.complete(task, .retry(at: .after(101), .busy))
        let ended = try #require(bench.given("d").first)
        #expect(ended.ending?.failure.sentence.hasSuffix("At last: The line is busy.") == true)
    }

    @Test func aTaskInHandDoesNotEnd() throws {
        let bench = try EngineBench()
        bench.ready("a", 1, stage: .faxout)
        bench.submit(.named("x", stage: .faxout, job: 1, expires: .after(10), to: "1"))
        let task = try #require(bench.given("a").first)
        bench.pass(.seconds(20))
        bench.ready("a", 1, stage: .faxout, holding: [task])
        bench.tick(after: .seconds(4))
        #expect(bench.complete(task) == .accepted)
    }

    @Test func withoutATimeOfItsOwnATaskHasTheSpoolsAndNotificationsHaveNone() throws {
        let bench = try EngineBench(configuration: "spool: { expire-after: 1h }")
        bench.submit(
            .named("now", stage: .faxout), .named("later", stage: .faxout, notBefore: .after(7200)),
            .named("told", stage: .deliver))
        let tasks = try bench.read { try $0.tasks(of: .sample) }
        #expect(tasks.map(\.record.expires) == [.after(3600), .after(7200 + 3600), nil])
    }

    @Test func theSameMailWithinItsTimeIsADuplicateAndTheHistoryKnows() throws {
        let bench = try EngineBench()
        func submit(_ order: UInt64, key: UInt64 = 7, since: TimeInterval = -60) -> Response? {
            let id = OrderID(rawValue: order)
            return bench.ask(
                .submit(
                    Submission(
                        order: id, duplicates: DuplicateGuard(key: key, since: .after(since)),
                        tasks: [.named("x", order: id)], updates: [JobUpdate(job: JobID(order: id, number: 1))])))
        }
        #expect(submit(1) == .accepted)
        #expect(submit(2) == .refused(SpoolError(.duplicate, OrderID.sample.description)))
        #expect(submit(1) == .accepted)
        #expect(bench.engine.depth == 1)
        #expect(
            try bench.history()?.events.map(\.text) == [
                "The same mail came again, as order \(OrderID(rawValue: 2)). It is not faxed again."
            ])
        #expect(submit(3, key: 8) == .accepted)
        bench.pass(.seconds(10))
        #expect(submit(4, since: 5) == .accepted)
    }

    @Test func whatIsHandedBackKeepsItsTurn() throws {
        let bench = try EngineBench()
        let tasks = (1...9).map { NewTask.named("\($0)", stage: .faxout) }
        bench.ask(.submit(Submission(order: .sample, tasks: tasks)))
        bench.ready("a", 1, stage: .faxout)
        let first = try #require(bench.given("a").first)
        bench.ready("a", 0, stage: .faxout, holding: [first])
        bench.complete(first, .released)
        #expect(try order(bench, 2) == ["1", "2"])
    }

    @Test func nothingIsGivenOutAfterItsTimeHoweverMuchIsOver() throws {
        let bench = try EngineBench()
        let tasks = (1...1200).map { NewTask.named("\($0)", stage: .faxout, expires: .after(10), to: "\($0)") }
        bench.ask(.submit(Submission(order: .sample, tasks: tasks)))
        bench.stall(.seconds(20))
        bench.ready("a", 9, stage: .faxout)
        #expect(bench.given("a").isEmpty)
        for _ in 0..<4 { bench.tick() }
        #expect(try bench.depth(.deliver).ready == 1200)
    }

    @Test func whatWaitsBehindANumberThatIsBarredEndsWithoutALine() throws {
        let bench = try EngineBench()
        let number = try #require(FaxNumber("1"))
        let tasks = (1...20).map { NewTask.named("\($0)", stage: .faxout, to: "1") }
        bench.ask(.submit(Submission(order: .sample, tasks: tasks)))
        bench.ready("a", 2, stage: .faxout)
        let first = try #require(bench.given("a").first)
        #expect(try bench.depth(.faxout).blocked == 19)
        try bench.command(.bar(number, reason: "Premium rate."))
        #expect(try bench.depth(.deliver).ready == 19)
        #expect(bench.complete(first) == .accepted)
    }

    @Test func aStepOfTheClockIsFollowedAlsoWhenTheStoreFailsMeanwhile() throws {
        let bench = try EngineBench(configuration: "spool: { expire-after: 1h }")
        bench.submit(.named("x", stage: .faxout, to: "1"))
        bench.setClock(86_400)
        bench.fault.next(1)
        bench.process([])
        bench.tick(after: .seconds(5))
        #expect(try bench.depth(.faxout).ready == 1)
    }
}
