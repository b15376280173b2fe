import FaxModel
import Foundation
import GRDB

extension SQLiteTransaction {
    func forgetDocuments(acceptedBefore time: Date, limit: Int) throws -> Bool {
        // Row by row of `job_document`, which has what was not forgotten yet and is in the orders' order.
        let orders = try overOrders(
            acceptedBefore: time, from: "job_document CROSS JOIN fax_order ON fax_order.id = job_document.order_id",
            key: "job_document.order_id", limit: limit)
        return try forget(orders, limit: limit) { order in
            try run("DELETE FROM job_document WHERE order_id = ?", [order])
        }
    }

    func forgetOrders(acceptedBefore time: Date, limit: Int) throws -> Bool {
        let orders = try overOrders(acceptedBefore: time, from: "fax_order", key: "fax_order.id", limit: limit)
        return try forget(orders, limit: limit) { order in
            for table in ["job_document", "job_control", "journal", "attempt", "charge", "job"] {
                try run("DELETE FROM \(table) WHERE order_id = ?", [order])
            }
            try run("DELETE FROM fax_order WHERE id = ?", [order])
        }
    }

    func forgetCalls(before time: Date, limit: Int) throws -> Bool {
        // A call's id begins with its time.
        try run(
            "DELETE FROM call WHERE id IN (SELECT id FROM call WHERE id < ? ORDER BY id LIMIT ?)",
            [CallID(time: time, random: 0).column, limit])
        return database.changesCount == limit
    }

    /// Rows that may go in one slice: what deleting them takes, everybody waits.
    private static let mostRows = 2000

    /// Runs `body` for orders until enough rows are gone.
    ///
    /// - Returns: whether there may be more.
    private func forget(_ orders: [Int64], limit: Int, _ body: (Int64) throws -> Void) throws -> Bool {
        let before = database.totalChangesCount
        for order in orders {
            try body(order)
            if database.totalChangesCount - before > Self.mostRows { return true }
        }
        return orders.count == limit
    }

    /// Orders accepted before `time` of which all jobs have ended and no task is left.
    ///
    /// - Parameters:
    ///   - tables: where they are looked for.
    ///   - key: the column there that has the order's id, and by which the rows are found in their order.
    private func overOrders(
        acceptedBefore time: Date, from tables: String, key: String, limit: Int
    ) throws -> [Int64] {
        // An order's id begins with its time, as whoever accepted it saw it.
        try rows(
            """
            SELECT \(key) FROM \(tables) WHERE \(key) < ? AND fax_order.created < ?
                AND NOT EXISTS (SELECT 1 FROM task WHERE task.order_id = fax_order.id)
                AND NOT EXISTS (
                    SELECT 1 FROM job INDEXED BY job_open
                    WHERE job.order_id = fax_order.id AND \(JobCondition.isOpen))
            GROUP BY \(key) ORDER BY \(key) LIMIT ?
            """, [OrderID(time: time, random: 0).column, time.column, limit]
        ) { $0.integer(0) }
    }

    func collectDocuments(from cursor: Int64, olderThan time: Date, limit: Int) throws -> (next: Int64, count: Int) {
        let documents = try rows(
            """
            SELECT id, digest, bytes IS NULL, created < ? AND NOT EXISTS (
                SELECT 1 FROM job_document WHERE job_document.digest = document.digest)
                AND NOT EXISTS (SELECT 1 FROM publication WHERE publication.digest = document.digest)
            FROM document WHERE id > ? ORDER BY id LIMIT ?
            """, [time.column, cursor, limit]
        ) { row in
            (
                id: row.integer(0), digest: DocumentDigest(bytes: row.octets(1)), isFile: row.integer(2) == 1,
                isOver: row.integer(3) == 1
            )
        }
        let over = documents.filter(\.isOver)
        for document in over {
            try run("DELETE FROM document WHERE id = ?", [document.id])
            if document.isFile, let digest = document.digest { leftovers.digests.insert(digest) }
        }
        return (documents.count < limit ? 0 : documents.last?.id ?? 0, over.count)
    }
}
