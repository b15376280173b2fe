import FaxModel
import Foundation
import GRDB
import Pipeline

/// A row of table `task` that says what no version of ours has written: the disk or somebody's hand has changed it.
struct UnreadableTask: Error {
    /// The row's number.
    var id: Int64
    /// What is wrong with it.
    var reason: String
}

extension SQLiteTransaction {
    /// Lays the row of a task aside, as it is, in a table of its own. Its jobs wait for the operator, and say why.
    ///
    /// - Returns: the same as an error that is mended.
    func layAside(_ task: UnreadableTask) throws -> StoreError {
        let now = Date()
        let sentence = "Task \(task.id) can't be read, and was laid aside: \(task.reason)."
        for job in try jobs(ofTask: task.id) {
            // What a job has come to stays so when it has ended: only the word of it is lost.
            let hasEnded = try self.job(job)?.state.hasEnded == true
            try apply(JobUpdate(job: job, state: hasEnded ? nil : .setAside, event: sentence), stage: nil, at: now)
        }
        let columns = try rows("SELECT name FROM pragma_table_info('task')") { $0.text(0) }
        let content = columns.map { "'\($0)=' || quote(\($0))" }.joined(separator: " || ', ' || ")
        try run(
            """
            INSERT OR REPLACE INTO unreadable_task (id, found, order_id, job, reason, content)
            SELECT id, ?, order_id, job, ?, \(content) FROM task WHERE id = ?
            """, [now.column, task.reason, task.id])
        try run(TaskStatements.remove, [task.id])
        return StoreError(description: sentence, isMended: database.changesCount == 1)
    }

    /// The first of the rows that can't be read, where something was met that can't for `reason`. All are looked at: a value need not
    /// be of its column's type, so it can't be asked for.
    func unreadable(because reason: any Error) throws -> any Error {
        let found = try rows("SELECT \(TaskColumn.list) FROM task") { row -> UnreadableTask? in
            do {
                _ = try TaskRecord(row)
                return nil
            } catch {
                return UnreadableTask(id: TaskID(row).rawValue, reason: "\(error)")
            }
        }
        return found.lazy.compactMap { $0 }.first ?? StoreError(description: "a task can't be read: \(reason)")
    }

    /// What was laid aside, a sentence each.
    func unreadableTasks() throws -> [String] {
        try rows("SELECT id, order_id, job, reason, found FROM unreadable_task ORDER BY id") { row in
            let order = OrderID(column: row.integer(1))
            let job = row.optionalCount(2).map { "job \(JobID(order: order, number: $0))" } ?? "order \(order)"
            let found = Date(column: row.integer(4)).formatted(.iso8601)
            return "Task \(row.integer(0)) of \(job) could not be read, and lies aside since \(found): \(row.text(3))."
        }
    }

    private func jobs(ofTask id: Int64) throws -> [JobID] {
        try rows("SELECT order_id, job FROM task WHERE id = ?", [id]) { row in
            let order = OrderID(column: row.integer(0))
            guard let number = row.optionalCount(1) else { return try openJobs(of: order) }
            return [JobID(order: order, number: number)]
        }.flatMap { $0 }
    }
}
