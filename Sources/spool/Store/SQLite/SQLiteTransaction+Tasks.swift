import FaxModel
import Foundation
import GRDB
import Pipeline

extension SQLiteTransaction {
    func insert(_ task: NewTask, at time: Date) throws -> TaskID {
        try run(
            """
            INSERT INTO task (stage, lane, state, rank, due, submitted, order_id, job, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                task.stage.code, task.lane.rawValue, TaskState.ready.rawValue, task.priority.rank,
                max(task.notBefore ?? time, time).column, time.column, task.order.column, task.job?.number,
                Data(task.payload),
            ])
        return TaskID(rawValue: database.lastInsertedRowID)
    }

    func place(of lease: LeaseReference) throws -> TaskPlace? {
        let row = try row(
            "SELECT stage, lane, order_id, job, losses FROM task WHERE id = ? AND state = ? AND token = ?",
            [lease.task.rawValue, TaskState.leased.rawValue, Int64(bitPattern: lease.token.rawValue)])
        return try row.map(TaskPlace.init)
    }

    func remove(_ task: TaskID) throws {
        try run("DELETE FROM task WHERE id = ?", [task.rawValue])
    }

    func putBack(_ task: TaskID, _ cause: PutBack) throws {
        let ready = TaskState.ready.rawValue
        switch cause {
        case .retry(let due, let reason, let checkpoint):
            try run(
                """
                UPDATE task SET state = ?, token = NULL, worker = NULL, retries = retries + 1, troubles = 0, due = ?,
                    reason = ?, checkpoint = coalesce(?, checkpoint) WHERE id = ?
                """, [ready, due.column, reason, checkpoint.map { Data($0) }, task.rawValue])
        case .trouble(let due, let reason, let checkpoint):
            try run(
                """
                UPDATE task SET state = ?, token = NULL, worker = NULL, troubles = troubles + 1, due = ?, reason = ?,
                    checkpoint = coalesce(?, checkpoint) WHERE id = ?
                """, [ready, due.column, reason, checkpoint.map { Data($0) }, task.rawValue])
        case .released:
            try run(
                "UPDATE task SET state = ?, token = NULL, worker = NULL WHERE id = ?", [ready, task.rawValue])
        case .lost:
            try run(
                "UPDATE task SET state = ?, token = NULL, worker = NULL, losses = losses + 1 WHERE id = ?",
                [ready, task.rawValue])
        }
    }

    func setAside(_ task: TaskID, as state: SetAside, reason: String) throws {
        try run(
            "UPDATE task SET state = ?, token = NULL, worker = NULL, reason = ? WHERE id = ?",
            [state.state.rawValue, reason, task.rawValue])
    }

    func setCheckpoint(_ task: TaskID, _ state: [UInt8]) throws {
        try run("UPDATE task SET checkpoint = ? WHERE id = ?", [Data(state), task.rawValue])
    }

    func lease(stage: Stage, lane: Lane, to slots: [LeaseSlot], now: Date) throws -> [LeasedTask] {
        var leased: [LeasedTask] = []
        for priority in Priority.allCases.sorted(by: { $0.rank < $1.rank }) where leased.count < slots.count {
            let rows = try rows(
                """
                SELECT id, order_id, job, retries, troubles, losses, payload, checkpoint FROM task
                WHERE stage = ? AND lane = ? AND state = ? AND rank = ? AND due <= ? ORDER BY due, id LIMIT ?
                """,
                [
                    stage.code, lane.rawValue, TaskState.ready.rawValue, priority.rank, now.column,
                    slots.count - leased.count,
                ])
            for row in rows {
                let task = TaskID(rawValue: row["id"])
                let slot = slots[leased.count]
                try run(
                    "UPDATE task SET state = ?, token = ?, worker = ? WHERE id = ?",
                    [
                        TaskState.leased.rawValue, Int64(bitPattern: slot.token.rawValue), Data(slot.worker.bytes),
                        task.rawValue,
                    ])
                let order = OrderID(column: row["order_id"])
                leased.append(
                    LeasedTask(
                        lease: LeaseReference(task: task, token: slot.token), stage: stage, lane: lane, order: order,
                        job: (row["job"] as Int?).map { JobID(order: order, number: $0) }, retries: row["retries"],
                        troubles: row["troubles"], losses: row["losses"], payload: Array(row["payload"] as Data),
                        checkpoint: Array(row["checkpoint"] as Data)))
            }
        }
        return leased
    }

    func nextDue(stage: Stage, lane: Lane, after now: Date) throws -> Date? {
        // One look per priority: each is a single step in the index.
        var next: Date?
        for priority in Priority.allCases {
            let row = try row(
                """
                SELECT due FROM task WHERE stage = ? AND lane = ? AND state = ? AND rank = ? AND due > ?
                ORDER BY due LIMIT 1
                """, [stage.code, lane.rawValue, TaskState.ready.rawValue, priority.rank, now.column])
            guard let row else { continue }
            let due = Date(column: row["due"])
            next = min(next ?? due, due)
        }
        return next
    }

    func leases() throws -> [StoredLease] {
        try rows("SELECT id, token, worker, stage, lane FROM task WHERE state = ?", [TaskState.leased.rawValue])
            .map { row in
                StoredLease(
                    reference: LeaseReference(
                        task: TaskID(rawValue: row["id"]),
                        token: LeaseToken(rawValue: UInt64(bitPattern: row["token"] as Int64))),
                    worker: WorkerID(bytes: Array(row["worker"] as Data)), stage: try Stage(code: row["stage"]),
                    lane: Lane(rawValue: row["lane"]))
            }
    }

    func restore(job: JobID?, at time: Date) throws -> [TaskPlace] {
        let condition = "state >= ? AND (? IS NULL OR (order_id = ? AND (job IS NULL OR job = ?)))"
        let arguments: StatementArguments = [
            TaskState.failed.rawValue, job?.order.column, job?.order.column, job?.number,
        ]
        let places = try rows("SELECT stage, lane, order_id, job, losses FROM task WHERE \(condition)", arguments)
            .map(TaskPlace.init)
        try run(
            "UPDATE task SET state = ?, due = ?, retries = 0, troubles = 0, losses = 0 WHERE \(condition)",
            [TaskState.ready.rawValue, time.column] + arguments)
        return places
    }

    func taskCount() throws -> Int {
        try Int.fetchOne(try database.cachedStatement(sql: "SELECT count(*) FROM task")) ?? 0
    }

    func depths(now: Date) throws -> [QueueReport.Depth] {
        let rows = try rows(
            """
            SELECT stage, lane, state, due > ? AS delayed, count(*) AS count, min(submitted) AS oldest FROM task
            GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
            """, [now.column])
        var depths: [QueueReport.Depth] = []
        for row in rows {
            let stage = try Stage(code: row["stage"])
            let lane = Lane(rawValue: row["lane"])
            if depths.last?.stage != stage || depths.last?.lane != lane {
                depths.append(QueueReport.Depth(stage: stage, lane: lane))
            }
            let place = depths.count - 1
            let count: Int = row["count"]
            let state: Int = row["state"]
            switch TaskState(rawValue: state) {
            case .ready where row["delayed"]: depths[place].delayed += count
            case .ready: depths[place].ready += count
            case .leased: depths[place].leased += count
            case .failed: depths[place].failed += count
            case .corrupt: depths[place].corrupt += count
            case nil: throw StoreError(description: "\(state) is no task's state")
            }
            if state <= TaskState.leased.rawValue {
                let oldest = Date(column: row["oldest"])
                depths[place].oldest = min(depths[place].oldest ?? oldest, oldest)
            }
        }
        return depths
    }
}

extension TaskPlace {
    fileprivate init(_ row: Row) throws {
        let order = OrderID(column: row["order_id"])
        self.init(
            stage: try Stage(code: row["stage"]), lane: Lane(rawValue: row["lane"]), order: order,
            job: (row["job"] as Int?).map { JobID(order: order, number: $0) }, losses: row["losses"])
    }
}
