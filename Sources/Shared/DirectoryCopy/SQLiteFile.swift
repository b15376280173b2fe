internal import GRDBSQLite

/// An SQLite database in one file, which one thread uses at a time. Statements are prepared once, and bound and read by position: a
/// copy of a directory is asked for by everybody, all the time.
final class SQLiteFile {
    /// How a file is opened.
    enum Mode {
        /// To be read; nobody changes it as long as it is there.
        case immutable
        /// To be written by us alone. What a crash leaves of it is thrown away, so nothing is synced until `finish`.
        case scratch
    }

    private let connection: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    /// Opens the file. One that is to be written is there already, perhaps empty: whoever made it has said who may read it.
    init(_ path: String, _ mode: Mode) throws(CopyError) {
        var connection: OpaquePointer?
        let code: Int32
        switch mode {
        case .immutable:
            let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
            code = sqlite3_open_v2(
                "file:\(escaped)?immutable=1", &connection,
                SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
        case .scratch:
            code = sqlite3_open_v2(
                path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        }
        guard code == SQLITE_OK, let connection else {
            sqlite3_close_v2(connection)
            throw CopyError("the file \(path) can't be opened as a database (\(code))")
        }
        self.connection = connection
        switch mode {
        case .immutable: try execute("PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -8192")
        case .scratch:
            // Nothing of it lies in other files, which others could read.
            try execute(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536"
            )
        }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(connection)
    }

    /// Runs statements without values.
    func execute(_ sql: String) throws(CopyError) {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw error(sql) }
    }

    /// Runs a statement with these values, and gives each row to `read`.
    func run(
        _ sql: String, _ values: [Value] = [], _ read: (Row) throws(CopyError) -> Void = { _ in }
    ) throws(CopyError) {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() {
            guard value.bind(to: statement, at: Int32(index + 1)) == SQLITE_OK else { throw error(sql) }
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try read(Row(statement: statement))
            case SQLITE_DONE: return
            default: throw error(sql)
            }
        }
    }

    /// The first column of the first row, as a number; `nil` where there is none.
    func number(_ sql: String, _ values: [Value] = []) throws(CopyError) -> Int64? {
        var result: Int64?
        try run(sql, values) { row in result = result ?? row.integer(0) }
        return result
    }

    /// The first column of the first row, as octets; `nil` where there is none.
    func octets(_ sql: String, _ values: [Value] = []) throws(CopyError) -> [UInt8]? {
        var result: [UInt8]?
        try run(sql, values) { row in result = result ?? row.octets(0) }
        return result
    }

    /// The id of the row that was inserted last.
    var lastRow: Int64 { sqlite3_last_insert_rowid(connection) }

    private func prepared(_ sql: String) throws(CopyError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw error(sql) }
        statements[sql] = statement
        return statement
    }

    private func error(_ sql: String) -> CopyError {
        CopyError("\(String(cString: sqlite3_errmsg(connection))) (\(sql.prefix(60)))")
    }

    /// What a statement takes.
    enum Value {
        case integer(Int64)
        case octets([UInt8])
        case text(String)

        fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
            // SQLITE_TRANSIENT: SQLite makes its own copy before the call returns.
            let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            switch self {
            case .integer(let value): return sqlite3_bind_int64(statement, index, value)
            case .octets(let octets):
                return octets.withUnsafeBytes { buffer in
                    guard let address = buffer.baseAddress, !buffer.isEmpty else {
                        return sqlite3_bind_zeroblob(statement, index, 0)
                    }
                    return sqlite3_bind_blob64(statement, index, address, UInt64(buffer.count), copied)
                }
            case .text(let text): return sqlite3_bind_text(statement, index, text, -1, copied)
            }
        }
    }

    /// The row that a query has reached. Columns are counted from 0.
    struct Row {
        fileprivate let statement: OpaquePointer

        /// An integer; 0 for NULL.
        func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

        /// Text; empty for NULL.
        func text(_ column: Int32) -> String {
            guard let text = sqlite3_column_text(statement, column) else { return "" }
            let count = Int(sqlite3_column_bytes(statement, column))
            return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
        }

        /// Octets; none for NULL.
        func octets(_ column: Int32) -> [UInt8] { withOctets(column) { Array($0) } }

        /// Lends octets, without a copy.
        func withOctets<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
            let address = sqlite3_column_blob(statement, column)
            return body(UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(statement, column))))
        }
    }
}
