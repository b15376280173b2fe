import FaxModel
import Foundation
import GRDB
import GRDBSQLite
import Pipeline
import TestSupport
import Testing

@testable import spool

/// What is asked all the time must not cost the more, the more there is of what is not asked for: counted in steps of
/// SQLite's virtual machine, which are the same on every machine.
@Suite("What questions cost a store in SQLite")
struct SQLiteCostTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(directory: folder.url)
    }

    /// Makes what a store may hold, by its tables.
    private func fill(_ sql: String) throws {
        try DatabaseQueue(path: folder.url.appending(path: "spool.sqlite").path).write { try $0.execute(sql: sql) }
    }

    /// What `body` returns, and the steps that it takes.
    private func counted<Value>(_ body: (any SpoolTransaction) throws -> Value) throws -> (value: Value, steps: Int) {
        try store.commit { transaction in
            let connection = try #require(transaction as? SQLiteTransaction).database.sqliteConnection
            var steps = 0
            let value = try withUnsafeMutablePointer(to: &steps) { pointer in
                sqlite3_progress_handler(
                    connection, 1,
                    { count in
                        count?.assumingMemoryBound(to: Int.self).pointee += 1
                        return 0
                    }, pointer)
                defer { sqlite3_progress_handler(connection, 0, nil, nil) }
                return try body(transaction)
            }
            return (value, steps)
        }
    }

    private static func numbers(to count: Int) -> String {
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(count))"
    }

    @Test(arguments: [TaskStatements.insert, TaskStatements.update, TaskStatements.lease, TaskStatements.remove])
    func whatIsDoneWithEveryTaskMakesNoTableForTheWhile(_ statement: String) throws {
        try store.commit { transaction in
            let transaction = try #require(transaction as? SQLiteTransaction)
            let steps = try transaction.rows("EXPLAIN \(statement)") { $0.text(1) }
            #expect(steps.contains("Halt"))
            #expect(!steps.contains("OpenEphemeral"))
        }
    }

    @Test func aHundredThousandHeldTasksWhoseTimeIsOverCostTheSearchForOthersNothing() throws {
        try fill(
            """
            \(Self.numbers(to: 100_000))
            INSERT INTO task (stage, lane, state, rank, turn, due, flow, expires, expires_given, submitted, order_id,
                retries, troubles, losses, payload)
            SELECT 3, 'default', \(TaskState.held.rawValue), 1, n, 0, 0, 1000 + n, 0, 0, n, 0, 0, 0, x'' FROM numbers
            """)
        let bare = try counted { try $0.expired(by: .after(0), limit: 500) }
        #expect(bare.value == [])
        #expect(bare.steps < 100)
        try fill("UPDATE task SET state = \(TaskState.blocked.rawValue) WHERE id % 10000 = 0")
        let some = try counted { try $0.expired(by: .after(0), limit: 500) }
        #expect(some.value.map(\.id.rawValue) == (1...10).map { $0 * 10_000 })
        #expect(some.steps < 1000)
    }

    @Test func whoseTurnItIsAndWhoIsOldestIsFoundAmongAHundredThousandAtOnce() throws {
        try fill(
            """
            \(Self.numbers(to: 100_000))
            INSERT INTO task (stage, lane, state, rank, turn, due, flow, expires_given, submitted, order_id, retries, troubles,
                losses, payload)
            SELECT 2, 'default', \(TaskState.ready.rawValue), 1, n, 200000 - n, 0, 0, 0, n, 0, 0, 0, x'' FROM numbers
            """)
        let next = try counted { try $0.ready(in: .normal(), limit: 4) }
        #expect(next.value.map(\.record.turn) == [1, 2, 3, 4])
        #expect(next.steps < 1000)
        let since = try counted { try $0.readySince(in: .normal()) }
        #expect(since.value == Date(timeIntervalSince1970: 100))
        #expect(since.steps < 100)
    }

    @Test func whatMayGoToAnotherLaneIsFoundAmongAHundredThousandThatMayNotAtOnce() throws {
        try fill(
            """
            \(Self.numbers(to: 100_000))
            INSERT INTO task (stage, lane, state, rank, turn, due, flow, expires_given, submitted, order_id, retries, troubles,
                losses, payload, route)
            SELECT 3, CASE WHEN n % 2 = 0 THEN 'sip' ELSE 'isdn' END, \(TaskState.ready.rawValue), n % 3, n, 200000 - n, 0, 0, 0,
                n, 0, 0, 0, x'', CASE WHEN n <= 12 THEN 'sip' || char(10) || 'isdn' ELSE 'sip' || char(10) || 'gsm' END
            FROM numbers
            """)
        let choice = LaneChoice(
            lane: Lane(rawValue: "sip"), route: [Lane(rawValue: "sip"), Lane(rawValue: "isdn")], priority: .normal)
        let offered = try counted { try $0.offered(choice, since: .after(0), limit: 500) }
        #expect(offered.value.map(\.record.turn) == [10, 4])
        #expect(offered.steps < 1000)
        let since = try counted { try $0.offeredSince(choice) }
        #expect(since.value == Date(timeIntervalSince1970: 199.990))
        #expect(since.steps < 100)
    }

    @Test func aFewJobsOfAStateAreFoundAmongAMillionOfOthers() throws {
        try fill(
            """
            \(Self.numbers(to: 1_000_000))
            INSERT INTO job (order_id, number, state, created, updated, ended)
            SELECT n, 1, CASE WHEN n <= 3 THEN 'failed' WHEN n <= 6 THEN 'cancelled' WHEN n <= 9 THEN 'waiting'
                ELSE 'sent' END, 0, 0, 0
            FROM numbers
            """)
        func jobs(_ state: JobState?, _ limit: Int) throws -> (value: [UInt64], steps: Int) {
            let (jobs, steps) = try counted { try $0.jobs(state: state, order: nil, limit: limit) }
            return (jobs.map(\.id.order.rawValue), steps)
        }
        for (state, orders) in [(JobState.failed, [3, 2, 1]), (.cancelled, [6, 5, 4]), (.waiting, [9, 8, 7])] {
            let found = try jobs(state, 50)
            #expect(found.value == orders.map(UInt64.init), "\(state)")
            #expect(found.steps < 1000, "\(state)")
        }
        for state in [JobState.sent, nil] {
            let newest = try jobs(state, 50)
            #expect(newest.value == (0..<50).map { 1_000_000 - $0 })
            #expect(newest.steps < 5000, "the newest of \(state?.rawValue ?? "all")")
        }
        let none = try jobs(.setAside, 50)
        #expect(none.value == [])
        #expect(none.steps < 1000)
    }

    @Test func thePagesOfAnAccountAreCountedAmongAMillionJobsOfOthersAndOfOtherDays() throws {
        let day = OrderID(time: .after(0), random: 0).column
        try fill(
            """
            \(Self.numbers(to: 1_000_000))
            INSERT INTO job (order_id, number, state, confirmed_pages, created, updated, ended)
            SELECT \(day) - 500000 + n, 1, 'sent', 1, 0, 0, 0 FROM numbers;
            INSERT INTO charge (account, order_id, job)
            SELECT CASE WHEN order_id % 10000 = 0 THEN 'a' ELSE 'b' || order_id % 1000 END, order_id, 1 FROM job
                WHERE order_id % 10 = 0
            """)
        let count = try counted { try $0.pages(of: "a", since: .after(0)) }
        #expect((45...55).contains(count.value))
        #expect(count.steps < 3000)
    }
}
