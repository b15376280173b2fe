import FaxModel
import Foundation
import GRDB
import GRDBSQLite
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("What waits behind other calls")
struct EngineGateTests {
    private static func job(_ number: Int) -> JobID { JobID(order: .sample, number: number) }

    @Test func whenATaskThatWasLetThroughIsBlockedAgainTheNextOfItsSenderGoesAtOnce() throws {
        let bench = try EngineBench(configuration: "spool: { calls-per-sender: 1, faxes-per-call: 1 }")
        bench.ready("a", 9, stage: .faxout)
        bench.submit(
            .named("first", stage: .faxout, to: "9"), .named("to 1", stage: .faxout, to: "1"),
            .named("to 2", stage: .faxout, to: "2"), sender: "ann")
        let first = try #require(bench.given("a").first)
        #expect(try bench.depth(.faxout).blocked == 2)
        let order = OrderID(rawValue: 2)
        bench.submit(.named("bob", stage: .faxout, order: order, to: "1"), order: order, sender: "bob")
        #expect(bench.given("a").map(\.name) == ["bob"])
        // Ann's line is free, and number 1 is not.
        bench.complete(first)
        for _ in 0..<3 { bench.tick() }
        #expect(bench.given("a").map(\.name) == ["to 2"])
    }

    @Test func asManyOfASenderGoAsMayWhenSeveralOfItsCallsEndTogether() throws {
        let bench = try EngineBench(configuration: "spool: { calls-per-sender: 3 }")
        bench.ready("a", 9, stage: .faxout)
        let tasks = (1...6).map { NewTask.named("\($0)", stage: .faxout, to: "\($0)") }
        bench.ask(.submit(Submission(order: .sample, sender: "ann", tasks: tasks)))
        let first = bench.given("a")
        #expect(first.count == 3)
        bench.process(first.map { ("a", .complete($0.lease, Completion(.done))) })
        for _ in 0..<3 { bench.tick() }
        #expect(bench.given("a").map(\.name) == ["4", "5", "6"])
    }

    @Test func readyTasksToANumberThatIsBarredEndAtOnceAlsoWithoutALine() throws {
        let bench = try EngineBench()
        let tasks = (1...1200).map { NewTask.named("\($0)", stage: .faxout, to: "1") }
        bench.ask(.submit(Submission(order: .sample, tasks: tasks)))
        bench.submit(.named("other", stage: .faxout, order: OrderID(rawValue: 2), to: "2"), order: OrderID(rawValue: 2))
        try bench.command(.bar(#require(FaxNumber("1")), reason: "Premium rate."))
        #expect(try bench.depth(.deliver).ready == 500, "one turn does no more")
        #expect(bench.engine.patience(now: bench.now) == .zero)
        for _ in 0..<2 { bench.tick() }
        #expect(try bench.depth(.deliver).ready == 1200)
        #expect(try bench.depth(.faxout).ready == 1)
        bench.tick()
        #expect(bench.engine.patience(now: bench.now) > .zero)
    }

    @Test func whatIsLeftOfABarredNumbersTasksEndsAfterARestart() throws {
        let bench = try EngineBench()
        let tasks = (1...600).map { NewTask.named("\($0)", stage: .faxout, to: "1") }
        bench.ask(.submit(Submission(order: .sample, tasks: tasks)))
        try bench.command(.bar(#require(FaxNumber("1")), reason: "Premium rate."))
        try bench.restart()
        bench.tick()
        #expect(try bench.depth(.deliver).ready == 600)
    }

    @Test func aCallThatGetsItsNumberBarredEndsTheOthersThatAreReady() throws {
        let bench = try EngineBench(configuration: "spool: { wrong-numbers: { calls: 1 }, faxes-per-call: 1 }")
        bench.submit(
            .named("1", stage: .faxout, priority: .urgent, to: "1"), .named("2", stage: .faxout, to: "1"),
            .named("3", stage: .faxout, lane: Lane(rawValue: "abroad"), to: "1"))
        bench.ready("a", 1, stage: .faxout)
        let call = try #require(bench.given("a").first)
        var completion = Completion(.retry(at: .after(60), .busy))
        completion.finding = .wrong(until: .after(60), reason: "A voice.")
        bench.ready("a", 0, stage: .faxout, holding: [call])
        bench.ask(.complete(call.lease, completion))
        #expect(try bench.depth(.deliver).ready == 3)
    }

    @Test func aCallIsToldWithWhatRateTheLastOneGotThrough() throws {
        let bench = try EngineBench()
        bench.submit(
            .named("1", stage: .faxout, to: "1"), .named("2", stage: .faxout, to: "1"),
            .named("3", stage: .faxout, to: "2"))
        bench.ready("a", 1, stage: .faxout)
        let call = try #require(bench.given("a").first)
        #expect(call.firstRate == nil)
        var completion = Completion(.done)
        completion.finding = .answered(nextRate: 9600)
        bench.ask(.complete(call.lease, completion))
        try bench.restart()
        bench.ready("a", 2, stage: .faxout)
        #expect(bench.given("a").map(\.firstRate) == [9600, nil])
    }

    @Test func ofAHundredThousandNumbersThatRestASweepTouchesThoseThatHaveRested() throws {
        let bench = try EngineBench()
        try DatabaseQueue(path: bench.folder.path("spool.sqlite")).write { database in
            let numbers = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100000)"
            let now = StoreBench.time.column
            try database.execute(
                sql: """
                    \(numbers)
                    INSERT INTO number (digits, rests_until, wrong_answers) SELECT '' || n, \(now) + n * 1000, 0 FROM n;
                    \(numbers)
                    INSERT INTO task (stage, lane, state, rank, turn, due, flow, destination, gate, expires_given,
                        submitted, order_id, retries, troubles, losses, payload)
                    SELECT 3, 'default', \(TaskState.blocked.rawValue), 1, n, \(now), n, '' || n, '=' || n, 0, \(now), n,
                        0, 0, 0, x'' FROM n;
                    """)
        }
        try bench.restart()
        bench.tick()
        #expect(try bench.depth(.faxout).blocked == 100_000)
        let connection = try bench.read { try #require($0 as? SQLiteTransaction).database.sqliteConnection }
        var steps = 0
        withUnsafeMutablePointer(to: &steps) { pointer in
            sqlite3_progress_handler(
                connection, 1,
                { count in
                    count?.assumingMemoryBound(to: Int.self).pointee += 1
                    return 0
                }, pointer)
            bench.tick(after: .seconds(3))
            sqlite3_progress_handler(connection, 0, nil, nil)
        }
        #expect(try bench.depth(.faxout).ready == 3)
        #expect(steps < 10_000, "100000 numbers would take more")
    }

    /// For every gate that is open and behind which tasks wait, one that may pass is ready.
    private func expectNobodyWaitsForNothing(_ bench: EngineBench, _ orders: [OrderID]) throws {
        let all = try bench.read { transaction in
            try orders.flatMap { try transaction.tasks(of: $0) }.map(\.record).filter { $0.stage == .faxout }
        }
        for task in all where task.state == .blocked {
            let gate = try #require(task.gate)
            guard !bench.engine.isClosed(gate, bench.now.wall) else { continue }
            let passes = all.contains { other in
                guard other.state == .ready else { return false }
                switch gate {
                case .number(let number): return other.destination == number
                case .sender(let flow): return other.flow == flow
                }
            }
            #expect(passes, "a task waits behind \(gate), and nothing is in its way")
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func nobodyWaitsBehindNothingWhateverBecomesOfTheOthers(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = try EngineBench(configuration: "spool: { calls-per-sender: 2, faxes-per-call: 2 }")
        let orders = (1...30).map { OrderID(rawValue: $0) }
        var held: [LeasedTask] = []
        /// The server calls again until nothing is to be done.
        func settle() {
            var turns = 0
            repeat {
                _ = bench.process([])
                turns += 1
            } while bench.engine.patience(now: bench.now) == .zero && turns < 1000
            #expect(turns < 1000, "it comes to rest")
            held += bench.given("a").flatMap { [$0] + $0.companions }
        }
        for order in orders {
            let tasks = try (1...3).map { (job: Int) in
                let priority = try #require(Priority.allCases.randomElement(using: &random))
                let number = Int.random(in: 1...6, using: &random)
                return NewTask.named(
                    "\(order)-\(job)", stage: .faxout, priority: priority, order: order, job: job, to: "\(number)")
            }
            let sender = "\(Int.random(in: 1...4, using: &random))"
            let updates = (1...3).map { JobUpdate(job: JobID(order: order, number: $0)) }
            bench.ask(.submit(Submission(order: order, sender: sender, tasks: tasks, updates: updates)))
        }
        for _ in 0..<300 {
            let order = try #require(orders.randomElement(using: &random))
            let job = JobID(order: order, number: Int.random(in: 1...3, using: &random))
            let number = try #require(FaxNumber("\(Int.random(in: 1...6, using: &random))"))
            switch Int.random(in: 0..<12, using: &random) {
            case 0: _ = try? bench.command(.hold(.job(job)))
            case 1: _ = try? bench.command(.release(.job(job)))
            case 2: _ = try? bench.command(.redirect(job, number, lane: .default))
            case 3: _ = try? bench.command(.prioritise(.job(job), .urgent))
            case 4: _ = try? bench.command(.retry(.job(job)))
            case 5 where Int.random(in: 0..<4, using: &random) == 0: _ = try? bench.command(.cancel(.job(job)))
            case 6 where Int.random(in: 0..<4, using: &random) == 0: try bench.restart()
            case 7: _ = try? bench.command(.allow(number))
            default:
                guard let index = held.indices.randomElement(using: &random) else { continue }
                let task = held.remove(at: index)
                let later = bench.now.wall.addingTimeInterval(.random(in: 1...20, using: &random))
                var completion = Completion(.done)
                if Int.random(in: 0..<3, using: &random) == 0 {
                    completion.verdict = .retry(at: later, .busy)
                    completion.finding = .unavailable(until: later, reason: "busy")
                }
                bench.ask(.complete(task.lease, completion))
            }
            bench.stall(.milliseconds(Int.random(in: 0...2000, using: &random)))
            bench.ready("a", 4, stage: .faxout, holding: held)
            settle()
            try expectNobodyWaitsForNothing(bench, orders)
        }
    }
}
