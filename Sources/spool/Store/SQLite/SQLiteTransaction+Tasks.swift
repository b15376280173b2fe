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
                payload,
            ])
        return TaskID(rawValue: database.lastInsertedRowID)
    }

    func record(of lease: LeaseReference) throws -> TaskRecord? {
        try first(
            "SELECT \(Self.recordColumns) FROM task WHERE id = ? AND state = 1 AND token = ?",
            [lease.task.rawValue, Int64(bitPattern: lease.token.rawValue)], TaskRecord.init)
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
                checkpoint, task.rawValue,
            ])
    }

    func setCheckpoint(_ task: TaskID, _ state: [UInt8]) throws {
        try run("UPDATE task SET checkpoint = ? WHERE id = ?", [state, task.rawValue])
    }

    func lease(_ task: TaskID, to slot: LeaseSlot) throws {
        try run(
            "UPDATE task SET state = 1, token = ?, worker = ? WHERE id = ? AND state = 0",
            [Int64(bitPattern: slot.token.rawValue), slot.worker.bytes, task.rawValue])
        guard database.changesCount == 1 else { preconditionFailure("task \(task) is leased when it is not ready") }
    }

    func remove(_ task: TaskID) throws {
        try run("DELETE FROM task WHERE id = ?", [task.rawValue])
    }

    func ready(in taskClass: TaskClass, limit: Int) throws -> [QueuedTask] {
        try queued(
            "stage = ? AND lane = ? AND state = 0 AND rank = ? ORDER BY turn, id LIMIT ?",
            Self.values(taskClass) + [limit])
    }

    func waiting(for number: FaxNumber, in taskClass: TaskClass, limit: Int) throws -> [QueuedTask] {
        try queued(
            """
            destination = ? AND stage = ? AND lane = ? AND rank = ? AND state IN (0, 5)
            ORDER BY turn, id LIMIT ?
            """, [number.digits] + Self.values(taskClass) + [limit])
    }

    func first(behind gate: Gate, in taskClass: TaskClass) throws -> FiledTask? {
        try filed(
            "gate = ? AND stage = ? AND lane = ? AND rank = ? ORDER BY turn, id LIMIT 1",
            [gate.column] + Self.values(taskClass)
        ).first
    }

    func gates() throws -> Set<Gate> {
        Set(
            try rows("SELECT DISTINCT gate FROM task WHERE gate IS NOT NULL") { try Gate(column: $0.text(0)) })
    }

    func due(by now: Date, limit: Int) throws -> [FiledTask] {
        try filed("state = 4 AND due <= ? ORDER BY due, id LIMIT ?", [now.column, limit])
    }

    func nextDue() throws -> Date? {
        try first("SELECT due FROM task WHERE state = 4 ORDER BY due LIMIT 1") { Date(column: $0.integer(0)) }
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
        // Station by station: the index begins with them.
        try counts().filter { $0.state == .leased }.flatMap { place in
            try rows(
                "SELECT \(Self.recordColumns), token, worker FROM task WHERE stage = ? AND lane = ? AND state = 1",
                [place.station.stage.code, place.station.lane.rawValue]
            ) { row in
                StoredLease(
                    reference: LeaseReference(
                        task: TaskID(rawValue: row.integer(0)),
                        token: LeaseToken(rawValue: UInt64(bitPattern: row.integer(19)))),
                    worker: WorkerID(bytes: row.octets(20)), record: try TaskRecord(row))
            }
        }
    }

    func counts() throws -> [(station: Station, state: TaskState, count: Int)] {
        try rows("SELECT stage, lane, state, count(*) FROM task GROUP BY stage, lane, state") { row in
            (
                Station(stage: try Stage(code: row.count(0)), lane: Lane(rawValue: row.text(1))),
                try TaskState(code: row.count(2)), row.count(3)
            )
        }
    }

    /// The columns that a `TaskRecord` is made of, the id first: 0 to 18.
    static let recordColumns = """
        id, stage, lane, state, rank, turn, due, flow, destination, gate, expires, submitted, order_id, job, retries,
        troubles, losses, reason, ending
        """

    private static func values(_ taskClass: TaskClass) -> [(any SQLiteValue)?] {
        [taskClass.station.stage.code, taskClass.station.lane.rawValue, taskClass.priority.rank]
    }

    private func queued(_ condition: String, _ values: [(any SQLiteValue)?]) throws -> [QueuedTask] {
        try rows("SELECT \(Self.recordColumns), payload, checkpoint FROM task WHERE \(condition)", values) { row in
            QueuedTask(
                id: TaskID(rawValue: row.integer(0)), record: try TaskRecord(row), payload: row.octets(19),
                checkpoint: row.octets(20))
        }
    }

    private func filed(_ condition: String, _ values: [(any SQLiteValue)?]) throws -> [FiledTask] {
        try rows("SELECT \(Self.recordColumns) FROM task WHERE \(condition)", values) { row in
            FiledTask(id: TaskID(rawValue: row.integer(0)), record: try TaskRecord(row))
        }
    }

    /// A value as JSON.
    static func json(_ value: some Encodable) throws -> [UInt8] {
        Array(try JSONEncoder().encode(value))
    }
}

extension TaskRecord {
    /// The task of a row that begins with `SQLiteTransaction.recordColumns`.
    init(_ row: SQLiteRow) throws {
        let order = OrderID(column: row.integer(12))
        self.init(
            stage: try Stage(code: row.count(1)), lane: Lane(rawValue: row.text(2)),
            state: try TaskState(code: row.count(3)), priority: try Priority(rank: row.count(4)), turn: row.integer(5),
            due: Date(column: row.integer(6)), flow: Flow(column: row.integer(7)),
            destination: row.optionalText(8).flatMap(FaxNumber.init),
            gate: try row.optionalText(9).map(Gate.init(column:)),
            expires: row.optionalInteger(10).map(Date.init(column:)), submitted: Date(column: row.integer(11)),
            order: order, job: row.optionalCount(13).map { JobID(order: order, number: $0) },
            retries: row.count(14), troubles: row.count(15), losses: row.count(16), reason: row.optionalText(17),
            ending: try row.optionalOctets(18).map { try JSONDecoder().decode(Ending.self, from: Data($0)) })
    }
}
