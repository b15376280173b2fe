import FaxModel
import Foundation
import GRDB
import Pipeline

/// Verifies a store against its documents, as `StoreMaintenance.check` says.
struct SQLiteCheck {
    /// How old a file has to be to be taken for one that was left behind: a younger one may be about to be known.
    static let patience: TimeInterval = 3600

    private let directory: URL
    private let database: DatabaseQueue
    private let files: DocumentFiles

    /// What was found.
    private(set) var report = StoreReport()

    /// A check of the store in `directory`.
    ///
    /// - Throws: `StoreError` when there is none that can be opened.
    init(directory: URL) throws(StoreError) {
        self.directory = directory
        do {
            files = DocumentFiles(directory: directory.appending(path: "documents"))
            database = try DatabaseQueue(readingStoreIn: directory)
        } catch {
            throw StoreError(
                description:
                    "there is no store in \(directory.path) that can be opened: \(StoreError(error, in: directory))")
        }
    }

    /// Looks at everything.
    ///
    /// - Throws: when the database can't be read at all.
    mutating func run() throws {
        report.problems += try database.read { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }.map {
                "The database is broken: \($0)."
            }
        }
        try checkTasks()
        try checkDocuments()
        try checkReferences()
        try checkFiles()
    }

    private mutating func checkTasks() throws {
        var aside: [String] = []
        let problems = try database.read { database in
            let transaction = SQLiteTransaction(
                database: database, files: files, leftovers: Leftovers(), taskNumbers: TaskNumbers())
            aside = try transaction.unreadableTasks()
            return try transaction.rows("SELECT \(TaskColumn.list) FROM task") { row -> String? in
                do {
                    _ = try TaskRecord(row)
                    return nil
                } catch {
                    return "Task \(TaskID(row)) can't be read: \(error)."
                }
            }
        }
        report.taskCount = problems.count
        report.problems += aside + problems.compactMap { $0 }
    }

    /// Documents one by one: to read them all takes long, and a transaction as long would hold the spool's log.
    private mutating func checkDocuments() throws {
        var last: Int64 = 0
        while let row = try database.read({ database in
            try Row.fetchOne(
                database, sql: "SELECT id, digest, size, bytes FROM document WHERE id > ? ORDER BY id LIMIT 1",
                arguments: [last])
        }) {
            last = row["id"]
            report.documentCount += 1
            guard let digest = DocumentDigest(bytes: row["digest"] as Data) else {
                report.problems.append("A document has a digest that is none.")
                continue
            }
            let bytes: [UInt8]?
            if let embedded = row["bytes"] as Data? {
                bytes = Array(embedded)
            } else {
                bytes = (try? Data(contentsOf: files.path(of: digest))).map(Array.init)
            }
            guard bytes.map({ DocumentDigest(of: $0) == digest && $0.count == row["size"] }) != true else { continue }
            guard try isKnown(digest) else { continue }
            let users = try jobs(of: digest)
            let fault = bytes == nil ? "is gone" : "is not what it was"
            report.problems.append("Document \(digest) \(fault)\(users.isEmpty ? "" : "; of \(users)").")
        }
    }

    /// Whether the document was not thrown away meanwhile.
    private func isKnown(_ digest: DocumentDigest) throws -> Bool {
        try database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT 1 FROM document WHERE digest = ?", arguments: [Data(digest.bytes)]) != nil
        }
    }

    private func jobs(of digest: DocumentDigest) throws -> String {
        try database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT order_id, job, role FROM job_document WHERE digest = ? LIMIT 5",
                arguments: [Data(digest.bytes)])
        }.map { row in
            "\(JobID(order: OrderID(column: row["order_id"]), number: row["job"])) (\(row["role"] as String))"
        }.joined(separator: ", ")
    }

    private mutating func checkReferences() throws {
        report.problems += try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT order_id, job, role FROM job_document
                    WHERE NOT EXISTS (SELECT 1 FROM document WHERE document.digest = job_document.digest)
                    """)
        }.map { row in
            let job = JobID(order: OrderID(column: row["order_id"]), number: row["job"])
            return "The document '\(row["role"] as String)' of job \(job) is not there."
        }
    }

    private mutating func checkFiles() throws {
        let keys: [URLResourceKey] = [.isRegularFileKey, .contentModificationDateKey]
        let folder = directory.appending(path: "documents")
        guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys) else { return }
        for case let file as URL in walk {
            let values = try? file.resourceValues(forKeys: Set(keys))
            guard values?.isRegularFile == true, let date = values?.contentModificationDate,
                date.timeIntervalSinceNow < -Self.patience
            else { continue }
            if try isStray(file) { report.strayFiles.append(file) }
        }
    }

    /// Whether the file belongs to no document, now.
    func isStray(_ file: URL) throws -> Bool {
        try DocumentDigest(file.lastPathComponent).map(isFile) != true
    }

    /// Whether the document is one that is a file.
    private func isFile(_ digest: DocumentDigest) throws -> Bool {
        try database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT 1 FROM document WHERE digest = ? AND bytes IS NULL",
                arguments: [Data(digest.bytes)]) != nil
        }
    }
}
