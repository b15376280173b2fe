import FaxModel
import Foundation

extension SQLiteTransaction {
    func forgetDocuments(acceptedBefore time: Date, limit: Int) throws -> Int {
        let orders = try rows(
            """
            SELECT DISTINCT order_id FROM job_document WHERE order_id < ? AND \(Self.isOver("job_document.order_id"))
                AND EXISTS (SELECT 1 FROM fax_order WHERE fax_order.id = job_document.order_id AND created < ?)
            ORDER BY order_id LIMIT ?
            """, [Self.first(after: time), time.column, limit]
        ) { $0.integer(0) }
        for order in orders { try run("DELETE FROM job_document WHERE order_id = ?", [order]) }
        return orders.count
    }

    func forgetOrders(acceptedBefore time: Date, limit: Int) throws -> Int {
        let orders = try rows(
            """
            SELECT id FROM fax_order WHERE id < ? AND created < ? AND \(Self.isOver("fax_order.id"))
            ORDER BY id LIMIT ?
            """, [Self.first(after: time), time.column, limit]
        ) { $0.integer(0) }
        for id in orders {
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
            SELECT id, digest, bytes IS NULL, created < ? AND NOT EXISTS (
                SELECT 1 FROM job_document WHERE job_document.digest = document.digest)
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
