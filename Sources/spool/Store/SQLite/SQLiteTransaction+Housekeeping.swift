import FaxModel
import Foundation
import GRDB

extension SQLiteTransaction {
    func forgetDocuments(acceptedBefore time: Date, limit: Int) throws -> Int {
        let orders = try rows(
            """
            SELECT DISTINCT order_id FROM job_document WHERE order_id < ? AND \(Self.isOver("job_document.order_id"))
                AND EXISTS (SELECT 1 FROM fax_order WHERE fax_order.id = job_document.order_id AND created < ?)
            ORDER BY order_id LIMIT ?
            """, [Self.first(after: time), time.column, limit])
        for row in orders { try run("DELETE FROM job_document WHERE order_id = ?", [row["order_id"] as Int64]) }
        return orders.count
    }

    func forgetOrders(acceptedBefore time: Date, limit: Int) throws -> Int {
        let orders = try rows(
            """
            SELECT id FROM fax_order WHERE id < ? AND created < ? AND \(Self.isOver("fax_order.id"))
            ORDER BY id LIMIT ?
            """, [Self.first(after: time), time.column, limit])
        for row in orders {
            let id: Int64 = row["id"]
            for table in ["job_document", "job_control", "journal", "attempt", "job"] {
                try run("DELETE FROM \(table) WHERE order_id = ?", [id])
            }
            try run("DELETE FROM fax_order WHERE id = ?", [id])
        }
        return orders.count
    }

    func collectDocuments(from cursor: Int64, olderThan time: Date, limit: Int) throws -> (next: Int64, count: Int) {
        let documents = try rows(
            """
            SELECT id, digest, bytes IS NULL AS is_file, created < ? AND NOT EXISTS (
                SELECT 1 FROM job_document WHERE job_document.digest = document.digest) AS is_over
            FROM document WHERE id > ? ORDER BY id LIMIT ?
            """, [time.column, cursor, limit])
        var count = 0
        for row in documents where row["is_over"] {
            try run("DELETE FROM document WHERE id = ?", [row["id"] as Int64])
            count += 1
            guard row["is_file"], let digest = DocumentDigest(bytes: row["digest"] as Data) else { continue }
            leftovers.digests.insert(digest)
        }
        return (documents.count < limit ? 0 : documents.last?["id"] ?? 0, count)
    }

    /// The first order that may have been accepted at `time`: an order's id begins with its time, as whoever accepted it
    /// saw it.
    private static func first(after time: Date) -> Int64 {
        OrderID(time: time, random: 0).column
    }

    /// Whether all jobs of the order in `column` have ended, and no task is left of it.
    private static func isOver(_ column: String) -> String {
        """
        NOT EXISTS (SELECT 1 FROM task WHERE task.order_id = \(column)) AND NOT EXISTS (
            SELECT 1 FROM job WHERE job.order_id = \(column) AND state NOT IN ('sent', 'failed', 'cancelled'))
        """
    }
}
