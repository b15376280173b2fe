import FaxModel
import Foundation
import GRDB
import Pipeline

extension SQLiteTransaction {
    func fingerprint(of order: OrderID) throws -> UInt64? {
        try row("SELECT fingerprint FROM fax_order WHERE id = ?", [order.column]).map { row in
            UInt64(bitPattern: row["fingerprint"] as Int64)
        }
    }

    func order(duplicateKey: UInt64, since: Date) throws -> OrderID? {
        try row(
            "SELECT id FROM fax_order WHERE duplicate_key = ? AND created >= ? ORDER BY created DESC, id LIMIT 1",
            [Int64(bitPattern: duplicateKey), since.column]
        ).map { OrderID(column: $0["id"]) }
    }

    func insertOrder(_ order: OrderID, fingerprint: UInt64, duplicateKey: UInt64?, at time: Date) throws {
        try run(
            """
            INSERT INTO fax_order (id, fingerprint, duplicate_key, created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                order.column, Int64(bitPattern: fingerprint), duplicateKey.map { Int64(bitPattern: $0) }, time.column,
            ])
    }

    func apply(_ update: JobUpdate, stage: Stage?, at time: Date) throws {
        let order = update.job.order.column
        try run(
            """
            INSERT INTO job (order_id, number, state, sender, recipient, fax_number, subject, reference, pages,
                confirmed_pages, attempts, result, created, updated)
            VALUES (?1, ?2, coalesce(?3, 'accepted'), coalesce(?4, ''), ?5, ?6, ?7, ?8, ?9, coalesce(?10, 0),
                coalesce(?11, 0), ?12, ?13, ?13)
            ON CONFLICT DO UPDATE SET state = coalesce(?3, state), sender = coalesce(?4, sender),
                recipient = coalesce(?5, recipient), fax_number = coalesce(?6, fax_number),
                subject = coalesce(?7, subject), reference = coalesce(?8, reference), pages = coalesce(?9, pages),
                confirmed_pages = coalesce(?10, confirmed_pages), attempts = coalesce(?11, attempts),
                result = coalesce(?12, result), updated = ?13
            """,
            [
                order, update.job.number, update.state?.rawValue, update.sender, update.recipient,
                update.number?.digits, update.subject, update.reference, update.pageCount, update.confirmedPages,
                update.attempts, update.result, time.column,
            ])
        if let event = update.event {
            try run(
                "INSERT INTO journal (order_id, job, time, stage, text) VALUES (?, ?, ?, ?, ?)",
                [order, update.job.number, time.column, stage?.code, event])
        }
        if let attempt = update.attempt {
            try run(
                """
                INSERT INTO attempt (order_id, job, number, record) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET record = excluded.record
                """, [order, update.job.number, attempt.number, try JSONEncoder().encode(attempt)])
        }
        for (role, reference) in update.documents ?? [:] {
            try run(
                """
                INSERT INTO job_document (order_id, job, role, digest, size, media_type) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET digest = excluded.digest, size = excluded.size,
                    media_type = excluded.media_type
                """,
                [
                    order, update.job.number, role, Data(reference.digest.bytes), reference.byteCount,
                    reference.mediaType,
                ])
        }
    }

    func openJobs(of order: OrderID) throws -> [JobID] {
        try rows("SELECT number, state FROM job WHERE order_id = ? ORDER BY number", [order.column])
            .filter { row in !(JobState(rawValue: row["state"])?.hasEnded ?? false) }
            .map { row in JobID(order: order, number: row["number"]) }
    }

    func jobs(state: JobState?, order: OrderID?, limit: Int) throws -> [JobRecord] {
        if let order {
            return try rows(
                """
                SELECT * FROM job WHERE order_id = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY number LIMIT ?3
                """, [order.column, state?.rawValue, limit]
            ).map(JobRecord.init)
        }
        guard let state else {
            return try rows("SELECT * FROM job ORDER BY order_id DESC, number LIMIT ?", [limit]).map(JobRecord.init)
        }
        // Those that have ended are the many, and found soon; the others have an index of their own.
        let open = state.hasEnded ? "" : "AND state NOT IN ('sent', 'failed', 'cancelled')"
        return try rows(
            "SELECT * FROM job WHERE state = ? \(open) ORDER BY order_id DESC, number LIMIT ?", [state.rawValue, limit]
        ).map(JobRecord.init)
    }

    func accounts(since: Date, until: Date, after: JobID?, limit: Int) throws -> [Accounts.Entry] {
        // An order's id begins with its time.
        let last = OrderID(time: until, random: 0).rawValue
        let first = after.map { ($0.order.column, $0.number) } ?? (OrderID(time: since, random: 0).column, 0)
        return try rows(
            "SELECT * FROM job WHERE (order_id, number) > (?, ?) AND order_id < ? ORDER BY order_id, number LIMIT ?",
            [first.0, first.1, Int64(clamping: last), limit]
        ).map { row in
            let job = try JobRecord(row)
            return Accounts.Entry(job: job, attempts: try attempts(of: job.id))
        }
    }

    private func attempts(of job: JobID) throws -> [Attempt] {
        try rows(
            "SELECT record FROM attempt WHERE order_id = ? AND job = ? ORDER BY number",
            [job.order.column, job.number]
        ).map { row in try JSONDecoder().decode(Attempt.self, from: row["record"] as Data) }
    }

    func history(of job: JobID) throws -> JobHistory? {
        let key: StatementArguments = [job.order.column, job.number]
        guard let row = try row("SELECT * FROM job WHERE order_id = ? AND number = ?", key) else { return nil }
        let events = try rows(
            "SELECT time, stage, text FROM journal WHERE order_id = ? AND job = ? ORDER BY id", key
        ).map { row in
            JobHistory.Event(
                time: Date(column: row["time"]), stage: try (row["stage"] as Int?).map(Stage.init(code:)),
                text: row["text"])
        }
        let tasks = try tasks(of: job.order).filter { $0.record.job == nil || $0.record.job == job }
            .map { JobHistory.LiveTask($0.record) }
        let documents = try rows(
            "SELECT role, digest, size, media_type FROM job_document WHERE order_id = ? AND job = ?", key
        ).compactMap { row -> (String, DocumentReference)? in
            guard let digest = DocumentDigest(bytes: row["digest"] as Data) else { return nil }
            return (
                row["role"],
                DocumentReference(digest: digest, byteCount: row["size"], mediaType: row["media_type"])
            )
        }
        return JobHistory(
            job: try JobRecord(row), events: events, attempts: try attempts(of: job), tasks: tasks,
            documents: Dictionary(documents, uniquingKeysWith: { $1 }))
    }
}

extension JobRecord {
    fileprivate init(_ row: Row) throws {
        let text: String = row["state"]
        guard let state = JobState(rawValue: text) else { throw StoreError(description: "'\(text)' is no job's state") }
        self.init(
            id: JobID(order: OrderID(column: row["order_id"]), number: row["number"]),
            created: Date(column: row["created"]))
        self.state = state
        sender = row["sender"]
        recipient = row["recipient"]
        number = (row["fax_number"] as String?).flatMap(FaxNumber.init)
        subject = row["subject"]
        reference = row["reference"]
        pageCount = row["pages"]
        confirmedPages = row["confirmed_pages"]
        attempts = row["attempts"]
        result = row["result"]
        updated = Date(column: row["updated"])
    }
}
