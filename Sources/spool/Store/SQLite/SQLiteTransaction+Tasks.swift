import FaxModel
import Foundation
import GRDB
import Pipeline

extension SQLiteTransaction {
    func insert(_ record: TaskRecord, payload: [UInt8], leasedTo slot: LeaseSlot?) throws -> TaskID {
        precondition((record.state == .leased) == (slot != nil), "a task is leased to somebody, and no other is")
        let task = try taskNumbers.next(takeTaskNumbers)
        var values = try record.values(TaskColumn.inserted)
        values += [slot.map { Int64(bitPattern: $0.token.rawValue) }, slot?.worker.bytes, payload, task.rawValue]
        try run(TaskStatements.insert, values)
        return task
    }

    func write(_ record: TaskRecord, of task: TaskID, checkpoint: [UInt8]?) throws {
        try run(TaskStatements.update, try record.values(TaskColumn.updated) + [checkpoint, task.rawValue])
    }

    func setCheckpoint(_ task: TaskID, _ state: [UInt8]) throws {
        try run("UPDATE task SET checkpoint = ? WHERE id = ?", [state, task.rawValue])
    }

    func setPayload(_ task: TaskID, _ payload: [UInt8]) throws {
        try run("UPDATE task SET payload = ? WHERE id = ?", [payload, task.rawValue])
    }

    func lease(_ task: TaskID, to slot: LeaseSlot) throws {
        try run(
            TaskStatements.lease, [Int64(bitPattern: slot.token.rawValue), slot.worker.bytes, task.rawValue])
        guard database.changesCount == 1 else { preconditionFailure("task \(task) is leased when it is not ready") }
    }

    func remove(_ task: TaskID) throws {
        try run(TaskStatements.remove, [task.rawValue])
    }

    func ready(in taskClass: TaskClass, limit: Int) throws -> [QueuedTask] {
        try queued(TaskStatements.ready, Self.values(taskClass) + [limit])
    }

    func readySince(in taskClass: TaskClass) throws -> Date? {
        try first(TaskStatements.readySince, Self.values(taskClass)) { Date(column: $0.integer(0)) }
    }

    func firstTurn(in taskClass: TaskClass) throws -> Int64? {
        let (stage, lane) = (taskClass.station.stage.code, taskClass.station.lane.rawValue)
        return try [TaskState.ready, .blocked, .delayed].compactMap { state in
            try first(TaskStatements.firstTurn, [stage, lane, state.rawValue, taskClass.priority.rank]) {
                $0.optionalInteger(0)
            } ?? nil
        }.min()
    }

    func waiting(for number: FaxNumber, in taskClass: TaskClass, limit: Int) throws -> [QueuedTask] {
        try queued(TaskStatements.calling, [number.digits] + Self.values(taskClass) + [limit])
    }

    func first(behind gate: Gate, in taskClass: TaskClass) throws -> FiledTask? {
        try filed(TaskStatements.behind, [gate.column] + Self.values(taskClass)).first
    }

    func choices() throws -> Set<LaneChoice> {
        // A task of a rank that there is not is laid aside by whoever reads it.
        let choices = try rows(TaskStatements.choices) { row in
            (try? Priority(rank: row.count(2))).map {
                LaneChoice(lane: Lane(rawValue: row.text(0)), route: [Lane](column: row.text(1)), priority: $0)
            }
        }
        return Set(choices.compactMap(\.self))
    }

    func offered(_ choice: LaneChoice, since time: Date, limit: Int) throws -> [FiledTask] {
        try filed(TaskStatements.offered, Self.values(choice) + [time.column, limit])
    }

    func offeredSince(_ choice: LaneChoice) throws -> Date? {
        try first(TaskStatements.offeredSince, Self.values(choice)) { Date(column: $0.integer(0)) }
    }

    private static func values(_ choice: LaneChoice) -> [(any SQLiteValue)?] {
        [choice.lane.rawValue, choice.route.column, choice.priority.rank]
    }

    func gates() throws -> Set<Gate> {
        let columns = try rows("SELECT DISTINCT gate FROM task WHERE gate IS NOT NULL") { $0.text(0) }
        return Set(
            try columns.map { column in
                do {
                    return try Gate(column: column)
                } catch {
                    throw try unreadable(because: error)
                }
            })
    }

    func due(by now: Date, limit: Int) throws -> [FiledTask] {
        try filed(TaskStatements.due, [now.column, limit])
    }

    func nextDue() throws -> Date? {
        try first(TaskStatements.nextDue) { Date(column: $0.integer(0)) }
    }

    func expired(by now: Date, limit: Int) throws -> [FiledTask] {
        try filed(TaskStatements.expired, [now.column, limit])
    }

    func tasks(of order: OrderID) throws -> [FiledTask] {
        try filed(TaskStatements.ofOrder, [order.column])
    }

    func tasks(ofJob job: JobID) throws -> [FiledTask] {
        try filed(TaskStatements.ofJob, [job.order.column, job.number])
    }

    func tasksSetAside() throws -> [FiledTask] {
        // Station by station: the index begins with them.
        try counts().filter { $0.state == .failed || $0.state == .corrupt }.flatMap { place in
            try filed(
                TaskStatements.inState,
                [place.station.stage.code, place.station.lane.rawValue, place.state.rawValue])
        }
    }

    func shiftTimes(by seconds: TimeInterval, from time: Date) throws {
        let milliseconds = Int64((seconds * 1000).rounded())
        // The limits first: they look at what is waited for.
        try run(TaskStatements.shiftLimits, [milliseconds, time.column])
        try run(TaskStatements.shiftWaits, [milliseconds])
    }

    func forgetTimeLimits() throws {
        try run("UPDATE task SET expires = NULL WHERE expires IS NOT NULL", [])
    }

    func leases() throws -> [StoredLease] {
        // Station by station: the index begins with them.
        try counts().filter { $0.state == .leased }.flatMap { place in
            try rows(TaskStatements.leases, [place.station.stage.code, place.station.lane.rawValue]) { row in
                let token = LeaseToken(rawValue: UInt64(bitPattern: row.integer(TaskColumn.end)))
                return StoredLease(
                    reference: LeaseReference(task: TaskID(row), token: token),
                    worker: WorkerID(bytes: row.octets(TaskColumn.end + 1)), record: try record(row))
            }
        }
    }

    func counts() throws -> [(station: Station, state: TaskState, count: Int)] {
        let places = try rows(
            "SELECT stage, lane, state, rank, count(*) FROM task GROUP BY stage, lane, state, rank"
        ) { row in
            (stage: row.count(0), lane: row.text(1), state: row.count(2), rank: row.count(3), count: row.count(4))
        }
        var counts: [(station: Station, state: TaskState, count: Int)] = []
        for place in places {
            let stage = try code(place.stage, Stage.init(code:))
            let state = try code(place.state, TaskState.init(code:))
            _ = try code(place.rank, Priority.init(rank:))
            let station = Station(stage: stage, lane: Lane(rawValue: place.lane))
            if let last = counts.last, last.station == station, last.state == state {
                counts[counts.count - 1].count += place.count
            } else {
                counts.append((station, state, place.count))
            }
        }
        return counts
    }

    /// What a code of a task's row stands for.
    ///
    /// - Throws: `UnreadableTask`.
    private func code<Value>(_ value: Int, _ read: (Int) throws -> Value) throws -> Value {
        do {
            return try read(value)
        } catch {
            throw try unreadable(because: error)
        }
    }

    private func takeTaskNumbers() throws -> Int64 {
        let last = try first(TaskStatements.takeNumbers, [TaskNumbers.block]) { $0.integer(0) }
        guard let last else { throw StoreError(description: "the number of the last task is gone") }
        return last
    }

    private static func values(_ taskClass: TaskClass) -> [(any SQLiteValue)?] {
        [taskClass.station.stage.code, taskClass.station.lane.rawValue, taskClass.priority.rank]
    }

    private func queued(_ sql: String, _ values: [(any SQLiteValue)?]) throws -> [QueuedTask] {
        try rows(sql, values) { row in
            QueuedTask(
                id: TaskID(row), record: try record(row), payload: row.octets(TaskColumn.end),
                checkpoint: row.octets(TaskColumn.end + 1))
        }
    }

    private func filed(_ sql: String, _ values: [(any SQLiteValue)?]) throws -> [FiledTask] {
        try rows(sql, values) { row in FiledTask(id: TaskID(row), record: try record(row)) }
    }

    private func record(_ row: SQLiteRow) throws -> TaskRecord {
        do {
            return try TaskRecord(row)
        } catch {
            throw UnreadableTask(id: TaskID(row).rawValue, reason: "\(error)")
        }
    }

    /// A value as JSON.
    static func json(_ value: some Encodable) throws -> [UInt8] {
        Array(try JSONEncoder().encode(value))
    }
}
