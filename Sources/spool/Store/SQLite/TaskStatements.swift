/// The statements of the queue, each made once. States stand in them by their codes, and not as parameters: SQLite uses an
/// index of some states only where the statement says so itself.
enum TaskStatements {
    /// How many.
    static let takeNumbers = """
        UPDATE task_number SET last = max(last, (SELECT coalesce(max(id), 0) FROM task)) + ? RETURNING last
        """
    /// Columns of a record without its id, token, worker, payload, id.
    static let insert = """
        INSERT INTO task (\(TaskColumn.names(TaskColumn.inserted)), token, worker, payload, id)
        VALUES (\(TaskColumn.inserted.map { _ in "?" }.joined(separator: ", ")), ?, ?, ?, ?)
        """
    /// Columns of a record that change, checkpoint or NULL, id.
    static let update = """
        UPDATE task SET \(TaskColumn.assignments(TaskColumn.updated)), token = NULL, worker = NULL,
            checkpoint = coalesce(?, checkpoint)
        WHERE id = ?
        """
    /// Token, worker, id.
    static let lease = """
        UPDATE task SET state = \(TaskState.leased.rawValue), token = ?, worker = ?
        WHERE id = ? AND state = \(TaskState.ready.rawValue)
        """
    /// Id.
    static let remove = "DELETE FROM task WHERE id = ?"
    /// Stage, lane, rank, limit; payload and checkpoint follow the record.
    static let ready = query(
        "stage = ? AND lane = ? AND state = \(TaskState.ready.rawValue) AND rank = ? ORDER BY turn, id LIMIT ?",
        also: ", payload, checkpoint")
    /// Stage, lane, rank.
    static let readySince = """
        SELECT due FROM task WHERE stage = ? AND lane = ? AND rank = ? AND state = \(TaskState.ready.rawValue)
        ORDER BY due LIMIT 1
        """
    /// Stage, lane, state, rank.
    static let firstTurn = "SELECT min(turn) FROM task WHERE stage = ? AND lane = ? AND state = ? AND rank = ?"
    /// Number, stage, lane, rank, limit; payload and checkpoint follow the record.
    static let calling = query(
        """
        destination = ? AND stage = ? AND lane = ? AND rank = ? AND state IN (\(codes(.ready, .blocked)))
        ORDER BY turn, id LIMIT ?
        """, also: ", payload, checkpoint")
    /// Gate, stage, lane, rank.
    static let behind = query("gate = ? AND stage = ? AND lane = ? AND rank = ? ORDER BY turn, id LIMIT 1")
    /// Time, limit.
    static let due = query("state = \(TaskState.delayed.rawValue) AND due <= ? ORDER BY due, id LIMIT ?")
    static let nextDue = "SELECT due FROM task WHERE state = \(TaskState.delayed.rawValue) ORDER BY due LIMIT 1"
    /// Time, limit.
    static let expired = query(
        """
        expires <= ? AND (state = \(TaskState.ready.rawValue) OR state = \(TaskState.delayed.rawValue)
            OR state = \(TaskState.blocked.rawValue))
        ORDER BY expires LIMIT ?
        """)
    /// Lane, route, rank.
    private static let offerable = "lane = ? AND route = ? AND rank = ? AND state = \(TaskState.ready.rawValue)"
    /// Lane, route, rank, time, limit.
    static let offered = query("\(offerable) AND due <= ? ORDER BY due, id LIMIT ?")
    /// Lane, route, rank.
    static let offeredSince = "SELECT due FROM task WHERE \(offerable) ORDER BY due LIMIT 1"
    /// Lane, route and rank follow.
    static let choices = """
        SELECT DISTINCT lane, route, rank FROM task WHERE route IS NOT NULL AND state = \(TaskState.ready.rawValue)
        """
    /// Order.
    static let ofOrder = query("order_id = ? ORDER BY id")
    /// Order, job.
    static let ofJob = query("order_id = ? AND (job IS NULL OR job = ?) ORDER BY id")
    /// Stage, lane, state.
    static let inState = query("stage = ? AND lane = ? AND state = ? ORDER BY id")
    /// Stage, lane; token and worker follow the record.
    static let leases = query(
        "stage = ? AND lane = ? AND state = \(TaskState.leased.rawValue)", also: ", token, worker")
    /// Milliseconds. Times that are over move, too: what is ready, blocked or leased goes on as if the clock had always shown
    /// what it shows now.
    static let shiftWaits = """
        UPDATE task SET due = due + ?
        WHERE state IN (\(codes(.ready, .blocked, .leased)))
            OR state IN (\(codes(.delayed, .held))) AND retries + troubles > 0
        """
    /// Milliseconds, and what the clock had shown. The limit of a task that waits for the time that its sender has given is
    /// counted from there.
    static let shiftLimits = """
        UPDATE task SET expires = expires + ? WHERE expires IS NOT NULL AND NOT expires_given
            AND NOT (state IN (\(codes(.delayed, .held))) AND retries + troubles = 0 AND due > ?)
        """

    private static func query(_ condition: String, also columns: String = "") -> String {
        "SELECT \(TaskColumn.list)\(columns) FROM task WHERE \(condition)"
    }

    private static func codes(_ states: TaskState...) -> String {
        states.map { "\($0.rawValue)" }.joined(separator: ", ")
    }
}
