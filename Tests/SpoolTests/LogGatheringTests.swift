import Foundation
import GRDB
import GRDBSQLite
import Pipeline
import TestSupport
import Testing

@testable import spool

/// Whoever looks at the database without our layer sees what is on disk: another program, or a spool after a crash.
@Suite("A commit's pages are gathered, and written before they are synced")
struct LogGatheringTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(directory: folder.url)
    }

    /// What `sql` finds by SQLite's own layer.
    private func ownLayer(_ sql: String) throws -> String {
        var connection: OpaquePointer?
        let path = folder.url.appending(path: "spool.sqlite").path
        try #require(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, "unix") == SQLITE_OK)
        defer { sqlite3_close_v2(connection) }
        var statement: OpaquePointer?
        try #require(sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        return String(cString: sqlite3_column_text(statement, 0))
    }

    private func insert(octets: Int, rollBack: Bool = false) throws {
        struct Abandoned: Error {}
        do {
            try store.commit { transaction in
                let database = try #require(transaction as? SQLiteTransaction).database
                try database.execute(sql: "INSERT INTO sample VALUES (zeroblob(?))", arguments: [octets])
                if rollBack { throw Abandoned() }
            }
        } catch is Abandoned {}
    }

    private func makeTable() throws {
        try store.commit { transaction in
            try #require(transaction as? SQLiteTransaction).database.execute(sql: "CREATE TABLE sample (octets)")
        }
    }

    @Test("Each commit is there for everybody when it is over, be it larger than what is gathered or not")
    func everyCommit() throws {
        try makeTable()
        let sizes = [1, 300, 5000, 100_000, 900_000, 12]
        for (index, size) in sizes.enumerated() {
            try insert(octets: size)
            let sum = sizes[...index].reduce(0, +)
            #expect(try ownLayer("SELECT count(*) || ' ' || sum(length(octets)) FROM sample") == "\(index + 1) \(sum)")
        }
        #expect(try ownLayer("PRAGMA integrity_check") == "ok")
    }

    @Test("Pages that left the cache before their commit is over are read again, and go where it is given up")
    func spilled() throws {
        try makeTable()
        let large = 20 << 20
        try insert(octets: large, rollBack: true)
        #expect(try ownLayer("SELECT count(*) FROM sample") == "0")
        try insert(octets: 7)
        try insert(octets: large)
        #expect(try ownLayer("SELECT count(*) || ' ' || sum(length(octets)) FROM sample") == "2 \(large + 7)")
        #expect(try ownLayer("PRAGMA integrity_check") == "ok")
    }

    @Test("The next store finds it all when the log was copied as after a crash")
    func copied() throws {
        try makeTable()
        for size in 1...50 { try insert(octets: size * 100) }
        let crashed = try TemporaryFolder()
        for name in ["spool.sqlite", "spool.sqlite-wal"] {
            try FileManager.default.copyItem(
                at: folder.url.appending(path: name), to: crashed.url.appending(path: name))
        }
        let next = try SQLiteStore(directory: crashed.url)
        let count = try next.commit { transaction in
            try Int.fetchOne(
                #require(transaction as? SQLiteTransaction).database, sql: "SELECT count(*) FROM sample")
        }
        #expect(count == 50)
    }
}
