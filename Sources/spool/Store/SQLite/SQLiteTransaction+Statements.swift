import Foundation
import GRDB
import GRDBSQLite

// Statements are prepared and kept by GRDB, and bound and read here by position through SQLite's own interface: they are
// what the spool does all day, and their values cost more than the statements when each goes through a row of GRDB's.

extension SQLiteTransaction {
    /// Runs `body` in a transaction of the database.
    ///
    /// - Returns: what `body` returned, once all that it wrote is on disk.
    /// - Throws: what `body` threw, or what the database has to say; nothing of what was written is then kept.
    func committed<Result>(_ body: () throws -> Result) throws -> Result {
        try control("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try control("COMMIT")
            return result
        } catch {
            // Where the database has undone the transaction itself, there is none any more.
            if database.isInsideTransaction { try? control("ROLLBACK") }
            throw error
        }
    }

    /// Runs a statement that begins or ends a transaction.
    private func control(_ sql: String) throws {
        let statement = RunningStatement(handle: try database.cachedStatement(sql: sql).sqliteStatement)
        defer { statement.reset() }
        _ = try statement.step()
    }

    /// Runs a statement.
    ///
    /// - Throws: `StoreError` when the database can't.
    func run(_ sql: String, _ values: [(any SQLiteValue)?]) throws {
        let statement = try prepare(sql, values)
        defer { statement.reset() }
        _ = try statement.step()
    }

    /// What `read` makes of each row of a query.
    ///
    /// - Throws: `StoreError` when the database can't, and what `read` throws.
    func rows<Value>(
        _ sql: String, _ values: [(any SQLiteValue)?] = [], _ read: (SQLiteRow) throws -> Value
    ) throws -> [Value] {
        let statement = try prepare(sql, values)
        defer { statement.reset() }
        var rows: [Value] = []
        while try statement.step() { rows.append(try read(statement.row)) }
        return rows
    }

    /// What `read` makes of the first row of a query; `nil` where there is none.
    ///
    /// - Throws: as `rows`.
    func first<Value>(
        _ sql: String, _ values: [(any SQLiteValue)?] = [], _ read: (SQLiteRow) throws -> Value
    ) throws -> Value? {
        let statement = try prepare(sql, values)
        defer { statement.reset() }
        return try statement.step() ? try read(statement.row) : nil
    }

    private func prepare(_ sql: String, _ values: [(any SQLiteValue)?]) throws -> RunningStatement {
        let statement = RunningStatement(handle: try database.cachedStatement(sql: sql).sqliteStatement)
        // SQLite undoes a whole transaction when its disk is full or broken. What came after would be kept by itself.
        guard sqlite3_get_autocommit(sqlite3_db_handle(statement.handle)) == 0 else {
            throw StoreError(description: "the database has undone the transaction")
        }
        for index in values.indices {
            // A parameter without a value is NULL since the last use's reset.
            let code = values[index]?.bind(to: statement.handle, at: Int32(index + 1)) ?? SQLITE_OK
            guard code == SQLITE_OK else {
                defer { statement.reset() }
                throw statement.error()
            }
        }
        return statement
    }
}

/// A statement that has its values.
private struct RunningStatement {
    let handle: SQLiteStatement

    /// The row that the last step has reached.
    var row: SQLiteRow { SQLiteRow(handle: handle) }

    /// Goes on to the next row.
    ///
    /// - Returns: whether there is one.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw error()
        }
    }

    /// Makes it ready for its next use.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// What the database says went wrong.
    func error() -> StoreError {
        let connection = sqlite3_db_handle(handle)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "the database failed"
        return StoreError(description: "\(sqlite3_errcode(connection)) \(message)")
    }
}

/// The row that a query has reached. Columns are counted from 0.
struct SQLiteRow {
    fileprivate let handle: SQLiteStatement

    /// An integer; 0 for NULL.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// An integer.
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// An integer that counts something.
    func count(_ column: Int32) -> Int { Int(integer(column)) }

    /// An integer that counts something.
    func optionalCount(_ column: Int32) -> Int? { isNull(column) ? nil : count(column) }

    /// Text; empty for NULL.
    func text(_ column: Int32) -> String {
        guard let text = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// Text.
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Octets; none for NULL.
    func octets(_ column: Int32) -> [UInt8] {
        guard let octets = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: octets, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// Octets.
    func optionalOctets(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : octets(column) }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
}

/// What a statement takes as a value.
protocol SQLiteValue {
    /// Gives it to the parameter at `index`, counted from 1.
    ///
    /// - Returns: SQLite's result code.
    func bind(to statement: SQLiteStatement, at index: Int32) -> Int32
}

extension Int64: SQLiteValue {
    func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self)
    }
}

extension Int: SQLiteValue {
    func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension String: SQLiteValue {
    func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { characters in
                // An empty text has no address, and would be NULL.
                characters.baseAddress.map {
                    sqlite3_bind_text(statement, index, $0, Int32(characters.count), Self.copied)
                } ?? sqlite3_bind_text(statement, index, "", 0, Self.copied)
            }
        }
    }

    /// SQLITE_TRANSIENT: SQLite makes its own copy before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

extension [UInt8]: SQLiteValue {
    func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        withUnsafeBytes { octets in
            guard let address = octets.baseAddress, !octets.isEmpty else {
                return sqlite3_bind_zeroblob(statement, index, 0)
            }
            return sqlite3_bind_blob64(
                statement, index, address, UInt64(octets.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }
}
