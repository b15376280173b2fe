import FaxModel
import Foundation
import GRDB
import Pipeline

extension SQLiteTransaction {
    func insert(_ record: TaskRecord, payload: [UInt8]) throws -> TaskID {
        try run(
            """
            INSERT INTO task (stage, lane, state, rank, turn, due, flow, destination, gate, expires, submitted, order_id,
                job, retries, troubles, losses, reason, ending, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                record.stage.code, record.lane.rawValue, record.state.rawValue, record.priority.rank, record.turn,
                record.due.column, record.flow.column, record.destination?.digits, record.gate?.column,
                record.expires?.column, record.submitted.column, record.order.column, record.job?.number,
                record.retries, record.troubles, record.losses, record.reason, try record.ending.map(Self.json),
                Data(payload),
            ])
        return TaskID(rawValue: database.lastInsertedRowID)
    }

    func record(of lease: LeaseReference) throws -> TaskRecord? {
        try row(
            "SELECT \(Self.recordColumns) FROM task WHERE id = ? AND state = 1 AND token = ?",
            [lease.task.rawValue, Int64(bitPattern: lease.token.rawValue)]
        ).map(TaskRecord.init)
    }

    func write(_ record: TaskRecord, of task: TaskID, checkpoint: [UInt8]?) throws {
        try run(
            """
            UPDATE task SET stage = ?, lane = ?, state = ?, rank = ?, turn = ?, due = ?, destination = ?, gate = ?,
                expires = ?, retries = ?, troubles = ?, losses = ?, token = NULL, worker = NULL, reason = ?, ending = ?,
                checkpoint = coalesce(?, checkpoint)
            WHERE id = ?
            """,
            [
                record.stage.code, record.lane.rawValue, record.state.rawValue, record.priority.rank, record.turn,
                record.due.column, record.destination?.digits, record.gate?.column, record.expires?.column,
                record.retries, record.troubles, record.losses, record.reason, try record.ending.map(Self.json),
                checkpoint.map { Data($0) }, task.rawValue,
            ])
    }

    func setCheckpoint(_ task: TaskID, _ state: [UInt8]) throws {
        try run("UPDATE task SET checkpoint = ? WHERE id = ?", [Data(state), task.rawValue])
    }

    func lease(_ task: TaskID, to slot: LeaseSlot) throws {
        try run(
            "UPDATE task SET state = 1, token = ?, worker = ? WHERE id = ? AND state = 0",
            [Int64(bitPattern: slot.token.rawValue), Data(slot.worker.bytes), task.rawValue])
        guard database.changesCount == 1 else { preconditionFailure("task \(task) is leased when it is not ready") }
    }

    func remove(_ task: TaskID) throws {
        try run("DELETE FROM task WHERE id = ?", [task.rawValue])
    }

    func ready(in taskClass: TaskClass, limit: Int) throws -> [QueuedTask] {
        try rows(
            """
            SELECT \(Self.recordColumns), payload, checkpoint FROM task
            WHERE stage = ? AND lane = ? AND state = 0 AND rank = ? ORDER BY turn, id LIMIT ?
            """, Self.arguments(taskClass) + [limit]
        ).map { row in
            QueuedTask(
                id: TaskID(rawValue: row["id"]), record: try TaskRecord(row), payload: Array(row["payload"] as Data),
                checkpoint: Array(row["checkpoint"] as Data))
        }
    }

    func first(behind gate: Gate, in taskClass: TaskClass) throws -> FiledTask? {
        try filed(
            "gate = ? AND stage = ? AND lane = ? AND rank = ? ORDER BY turn, id LIMIT 1",
            [gate.column] + Self.arguments(taskClass)
        ).first
    }

    func gates() throws -> Set<Gate> {
        Set(
            try rows("SELECT DISTINCT gate FROM task WHERE gate IS NOT NULL").map { row in
                try Gate(column: row["gate"])
            })
    }

    func due(by now: Date, limit: Int) throws -> [FiledTask] {
        try filed("state = 4 AND due <= ? ORDER BY due, id LIMIT ?", [now.column, limit])
    }

    func nextDue() throws -> Date? {
        try row("SELECT due FROM task WHERE state = 4 ORDER BY due LIMIT 1", []).map { Date(column: $0["due"]) }
    }

    func expired(by now: Date, limit: Int) throws -> [FiledTask] {
        try filed("expires <= ? AND state IN (0, 4, 5) ORDER BY expires LIMIT ?", [now.column, limit])
    }

    func tasks(of order: OrderID) throws -> [FiledTask] {
        try filed("order_id = ? ORDER BY id", [order.column])
    }

    func tasksSetAside() throws -> [FiledTask] {
        // Station by station: the index begins with them.
        try counts().filter { $0.state == .failed || $0.state == .corrupt }.flatMap { place in
            try filed(
                "stage = ? AND lane = ? AND state = ? ORDER BY id",
                [place.station.stage.code, place.station.lane.rawValue, place.state.rawValue])
        }
    }

    func shiftTimes(by seconds: TimeInterval) throws {
        let milliseconds = Int64((seconds * 1000).rounded())
        try run("UPDATE task SET due = due + ? WHERE state = 4 AND retries + troubles > 0", [milliseconds])
        try run("UPDATE task SET expires = expires + ? WHERE expires IS NOT NULL", [milliseconds])
    }

    func leases() throws -> [StoredLease] {
        try rows("SELECT \(Self.recordColumns), token, worker FROM task WHERE state = 1").map { row in
            StoredLease(
                reference: LeaseReference(
                    task: TaskID(rawValue: row["id"]),
                    token: LeaseToken(rawValue: UInt64(bitPattern: row["token"] as Int64))),
                worker: WorkerID(bytes: Array(row["worker"] as Data)), record: try TaskRecord(row))
        }
    }

    func counts() throws -> [(station: Station, state: TaskState, count: Int)] {
        try rows("SELECT stage, lane, state, count(*) AS count FROM task GROUP BY stage, lane, state").map { row in
            (
                Station(stage: try Stage(code: row["stage"]), lane: Lane(rawValue: row["lane"])),
                try TaskState(code: row["state"]), row["count"]
            )
        }
    }

    /// The columns that a `TaskRecord` is made of, and the id.
    private static let recordColumns = """
        id, stage, lane, state, rank, turn, due, flow, destination, gate, expires, submitted, order_id, job, retries,
        troubles, losses, reason, ending
        """

    private static func arguments(_ taskClass: TaskClass) -> StatementArguments {
        [taskClass.station.stage.code, taskClass.station.lane.rawValue, taskClass.priority.rank]
    }

    private func filed(_ condition: String, _ arguments: StatementArguments) throws -> [FiledTask] {
        try rows("SELECT \(Self.recordColumns) FROM task WHERE \(condition)", arguments).map { row in
            FiledTask(id: TaskID(rawValue: row["id"]), record: try TaskRecord(row))
        }
    }

    /// A value as JSON.
    static func json(_ value: some Encodable) throws -> Data {
        try JSONEncoder().encode(value)
    }
}

extension TaskRecord {
    /// The task of a row.
    init(_ row: Row) throws {
        let order = OrderID(column: row["order_id"])
        self.init(
            stage: try Stage(code: row["stage"]), lane: Lane(rawValue: row["lane"]),
            state: try TaskState(code: row["state"]), priority: try Priority(rank: row["rank"]), turn: row["turn"],
            due: Date(column: row["due"]), flow: Flow(column: row["flow"]),
            destination: (row["destination"] as String?).flatMap(FaxNumber.init),
            gate: try (row["gate"] as String?).map(Gate.init(column:)),
            expires: (row["expires"] as Int64?).map(Date.init(column:)), submitted: Date(column: row["submitted"]),
            order: order, job: (row["job"] as Int?).map { JobID(order: order, number: $0) },
            retries: row["retries"], troubles: row["troubles"], losses: row["losses"], reason: row["reason"],
            ending: try (row["ending"] as Data?).map { try JSONDecoder().decode(Ending.self, from: $0) })
    }
}
