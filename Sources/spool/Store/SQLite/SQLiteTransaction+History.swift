import FaxModel
import Foundation
import Pipeline

extension SQLiteTransaction {
    func fingerprint(of order: OrderID) throws -> UInt64? {
        try first("SELECT fingerprint FROM fax_order WHERE id = ?", [order.column]) { row in
            UInt64(bitPattern: row.integer(0))
        }
    }

    func order(duplicateKey: UInt64, since: Date) throws -> OrderID? {
        try first(
            "SELECT id FROM fax_order WHERE duplicate_key = ? AND created >= ? ORDER BY created DESC, id LIMIT 1",
            [Int64(bitPattern: duplicateKey), since.column]
        ) { OrderID(column: $0.integer(0)) }
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

    func insertCharge(_ charge: Charge) throws {
        try run(
            "INSERT INTO charge (account, order_id, job) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [charge.account, charge.job.order.column, charge.job.number])
    }

    func pages(of account: String, since: Date) throws -> Int {
        // An order's id begins with its time.
        try first(
            """
            SELECT coalesce(sum(CASE WHEN job.ended IS NULL THEN max(coalesce(job.pages, 1), job.confirmed_pages)
                ELSE job.confirmed_pages END), 0)
            FROM charge CROSS JOIN job ON job.order_id = charge.order_id AND job.number = charge.job
            WHERE charge.account = ? AND charge.order_id >= ?
            """, [account, OrderID(time: since, random: 0).column]
        ) { $0.count(0) } ?? 0
    }

    func state(of job: JobID) throws -> JobState? {
        try first("SELECT state FROM job WHERE order_id = ? AND number = ?", [job.order.column, job.number]) { row in
            JobState(rawValue: row.text(0))
        } ?? nil
    }

    func apply(_ update: JobUpdate, stage: Stage?, at time: Date) throws {
        let order = update.job.order.column
        try run(
            """
            INSERT INTO job (order_id, number, state, sender, recipient, fax_number, subject, reference, pages,
                confirmed_pages, attempts, result, created, updated, ended, billing_code)
            VALUES (?1, ?2, coalesce(?3, 'accepted'), coalesce(?4, ''), ?5, ?6, ?7, ?8, ?9, coalesce(?10, 0),
                coalesce(?11, 0), ?12, ?13, ?13, ?14, ?15)
            ON CONFLICT DO UPDATE SET state = coalesce(?3, state), sender = coalesce(?4, sender),
                recipient = coalesce(?5, recipient), fax_number = coalesce(?6, fax_number),
                subject = coalesce(?7, subject), reference = coalesce(?8, reference), pages = coalesce(?9, pages),
                confirmed_pages = coalesce(?10, confirmed_pages), attempts = coalesce(?11, attempts),
                result = coalesce(?12, result), updated = ?13,
                ended = CASE ?3 WHEN '\(JobState.setAside.rawValue)' THEN NULL ELSE coalesce(ended, ?14) END,
                billing_code = coalesce(?15, billing_code)
            """,
            [
                order, update.job.number, update.state?.rawValue, update.sender, update.recipient,
                update.number?.digits, update.subject, update.reference, update.pageCount, update.confirmedPages,
                update.attempts, update.result, time.column,
                update.state?.hasEnded == true ? time.column : nil, update.billingCode,
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
                """, [order, update.job.number, attempt.number, try Self.json(attempt)])
        }
        if let call = update.call {
            try run(
                "INSERT INTO call (id, record) VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record",
                [call.id.column, try Self.json(call)])
        }
        for (role, reference) in update.documents ?? [:] {
            try run(
                """
                INSERT INTO job_document (order_id, job, role, digest, size, media_type) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET digest = excluded.digest, size = excluded.size,
                    media_type = excluded.media_type
                """,
                [
                    order, update.job.number, role, reference.digest.bytes, reference.byteCount,
                    reference.mediaType,
                ])
        }
    }

    func call(_ id: CallID) throws -> CallLog? {
        try first("SELECT record FROM call WHERE id = ?", [id.column]) { row in
            try JSONDecoder().decode(CallLog.self, from: Data(row.octets(0)))
        }
    }

    func openJobs(of order: OrderID) throws -> [JobID] {
        try rows(
            "SELECT number FROM job WHERE order_id = ? AND \(JobCondition.isOpen) ORDER BY number", [order.column]
        ) { JobID(order: order, number: $0.count(0)) }
    }

    func jobs(state: JobState?, order: OrderID?, limit: Int) throws -> [JobRecord] {
        if let order {
            return try jobs(
                "order_id = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY number LIMIT ?3",
                [order.column, state?.rawValue, limit])
        }
        // Who looks for faxes does not look for calls that brought none.
        guard let state else {
            return try jobs(
                "state <> '\(JobState.noFax.rawValue)' ORDER BY order_id DESC, number LIMIT ?", [limit])
        }
        guard state != .setAside else { return try jobsSetAside(limit: limit) }
        return try jobs(in: state, limit: limit)
    }

    private func jobs(in state: JobState, limit: Int) throws -> [JobRecord] {
        let condition = state.hasEnded ? JobCondition.hasEnded : JobCondition.isOpen
        return try jobs(
            "state = ? AND \(condition) ORDER BY order_id DESC, number LIMIT ?", [state.rawValue, limit])
    }

    /// The newest jobs that wait for the operator: by their own state, or because a task of theirs is set aside.
    private func jobsSetAside(limit: Int) throws -> [JobRecord] {
        var found = Dictionary(uniqueKeysWithValues: try jobs(in: .setAside, limit: limit).map { ($0.id, $0) })
        var count = 0
        for task in try tasksSetAside().map(\.record).sorted(by: { $1.order < $0.order }) where count < limit {
            let theirs =
                try task.job.map { try [job($0)].compactMap { $0 } }
                ?? jobs(state: nil, order: task.order, limit: Int(Int32.max))
            for job in theirs where found.updateValue(job, forKey: job.id) == nil { count += 1 }
        }
        let newest = found.values.sorted { ($1.id.order, $0.id.number) < ($0.id.order, $1.id.number) }
        return Array(newest.prefix(limit))
    }

    func find(_ search: JobSearch, among count: Int) throws -> JobList {
        // An order's id begins with its time.
        let oldest = search.since.map { OrderID(time: $0, random: 0).column } ?? 0
        let newest = search.until.map { Int64(clamping: OrderID(time: $0, random: 0).rawValue) - 1 } ?? .max
        let after = search.after.map { ($0.order.column, $0.number) }
        let range: [(any SQLiteValue)?] = [
            oldest, min(newest, after?.0 ?? .max), after?.0, after?.1, count,
        ]
        let examined = """
            job WHERE order_id >= ?1 AND order_id <= ?2 AND (?3 IS NULL OR order_id <> ?3 OR number > ?4)
            ORDER BY order_id DESC, number
            """
        let found = try rows(
            """
            SELECT \(Self.jobColumns) FROM (SELECT * FROM \(examined) LIMIT ?5) AS examined
            WHERE (state = coalesce(?6, state) OR (?6 = '\(JobState.setAside.rawValue)' AND \(Self.hasTaskSetAside)))
                AND (?6 IS NOT NULL OR state <> '\(JobState.noFax.rawValue)')
                AND (?7 IS NULL OR instr(lower(sender), lower(?7)) > 0)
                AND (?8 IS NULL OR instr(lower(recipient), lower(?8)) > 0)
                AND (?9 IS NULL OR substr(fax_number, -length(?9)) = ?9)
                AND (?10 IS NULL OR instr(lower(reference), lower(?10)) > 0)
                AND (?11 IS NULL OR instr(lower(subject), lower(?11)) > 0)
            ORDER BY order_id DESC, number LIMIT ?12
            """,
            range + [
                search.state?.rawValue, search.sender, search.recipient, search.number, search.reference,
                search.subject, search.limit,
            ], JobRecord.init)
        if found.count == search.limit { return JobList(jobs: found, next: found.last?.id ?? search.after) }
        let last = try rows("SELECT order_id, number FROM \(examined) LIMIT 1 OFFSET ?5 - 1", range) { row in
            JobID(order: OrderID(column: row.integer(0)), number: row.count(1))
        }
        return JobList(jobs: found, next: last.first)
    }

    func accounts(since: Date, until: Date, after: JobID?, limit: Int) throws -> [Accounts.Entry] {
        // An order's id begins with its time.
        let last = OrderID(time: until, random: 0).rawValue
        let first = after.map { ($0.order.column, $0.number) } ?? (OrderID(time: since, random: 0).column, 0)
        return try jobs(
            "(order_id, number) > (?, ?) AND order_id < ? ORDER BY order_id, number LIMIT ?",
            [first.0, first.1, Int64(clamping: last), limit]
        ).map { job in Accounts.Entry(job: job, attempts: try attempts(of: job.id)) }
    }

    func job(_ id: JobID) throws -> JobRecord? {
        try jobs("order_id = ? AND number = ?", [id.order.column, id.number]).first
    }

    func history(of job: JobID) throws -> JobHistory? {
        guard let record = try self.job(job) else { return nil }
        let key: [(any SQLiteValue)?] = [job.order.column, job.number]
        let events = try rows(
            "SELECT time, stage, text FROM journal WHERE order_id = ? AND job = ? ORDER BY id", key
        ) { row in
            JobHistory.Event(
                time: Date(column: row.integer(0)), stage: try row.optionalCount(1).map(Stage.init(code:)),
                text: row.text(2))
        }
        let tasks = try tasks(ofJob: job).map { JobHistory.LiveTask($0.record) }
        let documents = try rows(
            "SELECT role, digest, size, media_type FROM job_document WHERE order_id = ? AND job = ?", key
        ) { row -> (String, DocumentReference)? in
            guard let digest = DocumentDigest(bytes: row.octets(1)) else { return nil }
            return (
                row.text(0), DocumentReference(digest: digest, byteCount: row.count(2), mediaType: row.text(3))
            )
        }
        return JobHistory(
            job: record, events: events, attempts: try attempts(of: job), tasks: tasks,
            documents: Dictionary(documents.compactMap { $0 }, uniquingKeysWith: { $1 }))
    }

    private func jobs(_ condition: String, _ values: [(any SQLiteValue)?]) throws -> [JobRecord] {
        try rows("SELECT \(Self.jobColumns) FROM job WHERE \(condition)", values, JobRecord.init)
    }

    /// Whether a task of the job that is looked at waits for the operator.
    private static let hasTaskSetAside = """
        EXISTS (SELECT 1 FROM task WHERE task.order_id = examined.order_id AND (task.job IS NULL OR task.job = examined.number)
            AND task.state IN (\(TaskState.failed.rawValue), \(TaskState.corrupt.rawValue)))
        """

    /// The columns of a `JobRecord`, in its order.
    private static let jobColumns = """
        order_id, number, state, sender, recipient, fax_number, subject, reference, pages, confirmed_pages, attempts, result, created, \
        updated, ended, billing_code
        """

    private func attempts(of job: JobID) throws -> [Attempt] {
        try rows(
            "SELECT record FROM attempt WHERE order_id = ? AND job = ? ORDER BY number",
            [job.order.column, job.number]
        ) { row in try JSONDecoder().decode(Attempt.self, from: Data(row.octets(0))) }
    }
}

extension JobRecord {
    /// The job of a row with its columns in their order.
    fileprivate init(_ row: SQLiteRow) throws {
        let text = row.text(2)
        guard let state = JobState(rawValue: text) else { throw StoreError(description: "'\(text)' is no job's state") }
        self.init(
            id: JobID(order: OrderID(column: row.integer(0)), number: row.count(1)),
            created: Date(column: row.integer(12)))
        self.state = state
        sender = row.text(3)
        recipient = row.optionalText(4)
        number = row.optionalText(5).flatMap(FaxNumber.init)
        subject = row.optionalText(6)
        reference = row.optionalText(7)
        pageCount = row.optionalCount(8)
        confirmedPages = row.count(9)
        attempts = row.count(10)
        result = row.optionalText(11)
        updated = Date(column: row.integer(13))
        ended = row.optionalInteger(14).map(Date.init(column:))
        billingCode = row.optionalText(15)
    }
}
