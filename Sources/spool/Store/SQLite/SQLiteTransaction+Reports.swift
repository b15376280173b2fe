import FaxModel
import Foundation
import Pipeline

extension SQLiteTransaction {
    func takeReports(of order: OrderID) throws -> [GatheredReports.Entry] {
        // Mostly there are none: faxes that are told of by themselves. Nor are those of a broadcast read while one goes on.
        let waits = try first(
            """
            SELECT 1 FROM job_document INDEXED BY job_document_waiting
            WHERE order_id = ? AND role = '\(JobReport.waitingRole)' LIMIT 1
            """, [order.column]
        ) { _ in true }
        guard waits != nil else { return [] }
        let goesOn = try first(
            """
            SELECT 1 FROM job INDEXED BY job_open WHERE order_id = ? AND \(JobCondition.isOpen) AND state <> ? LIMIT 1
            """, [order.column, JobState.setAside.rawValue]
        ) { _ in true }
        guard goesOn == nil else { return [] }
        let entries = try rows(
            """
            SELECT job, digest, size, media_type FROM job_document INDEXED BY job_document_waiting
            WHERE order_id = ? AND role = '\(JobReport.waitingRole)' ORDER BY job
            """, [order.column]
        ) { row -> GatheredReports.Entry in
            // One that can't be read is told of as lost.
            let report = DocumentDigest(bytes: row.octets(1)).map {
                DocumentReference(digest: $0, byteCount: row.count(2), mediaType: row.text(3))
            }
            return GatheredReports.Entry(job: JobID(order: order, number: row.count(0)), report: report)
        }
        try run(
            """
            UPDATE OR REPLACE job_document SET role = ?
            WHERE order_id = ? AND role = '\(JobReport.waitingRole)'
            """, [JobReport.toldRole, order.column])
        return entries
    }

    func ordersWithWaitingReports() throws -> [OrderID] {
        try rows(
            """
            SELECT DISTINCT order_id FROM job_document INDEXED BY job_document_waiting
            WHERE role = '\(JobReport.waitingRole)'
            """, []
        ) { OrderID(column: $0.integer(0)) }
    }
}
