import FaxModel
import Foundation
import GRDB
import Pipeline

/// The embedded store: SQLite in WAL mode, synchronous FULL, written by one process. Documents up to
/// `largestEmbedded` bytes lie in the database, so that one commit covers them and the tasks that refer to them; larger
/// ones are files.
struct SQLiteStore: SpoolStore {
    /// Bytes from which on a document is a file.
    static let largestEmbedded = 100 << 10

    private let directory: URL
    private let database: DatabaseQueue
    private let files: DocumentFiles
    private let taskNumbers = TaskNumbers()

    /// Opens the store in `directory`, and makes it where there is none.
    ///
    /// - Throws: `StoreError` when it can't be opened, or was written by a newer version.
    init(directory: URL) throws(StoreError) {
        try LogGathering.install()
        self.directory = directory
        do {
            files = DocumentFiles(directory: directory.appending(path: "documents"))
            try files.makeFolders()
            var configuration = GRDB.Configuration()
            configuration.label = "spool"
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // Of a new store, an older one keeps what it has. Most rows that a commit changes lie each on a page of its own, and each page
                // goes into the log whole.
                try database.execute(sql: "PRAGMA page_size = 2048")
                // 8 MiB of log before its pages go into the database: what a commit changes, the next ones change, too.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
                try database.execute(sql: "PRAGMA cache_size = -6000")
            }
            database = try DatabaseQueue(
                path: directory.appending(path: "spool.sqlite").path, configuration: configuration)
            try database.writeWithoutTransaction { database in
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            }
            guard try !database.read(Schema.migrator.hasBeenSuperseded) else {
                throw StoreError(description: "it was written by a newer version of Faxpost")
            }
            try Schema.migrator.migrate(database)
            // An earlier spool may have died between writing and syncing: what is read here must be on disk before anybody
            // is told that it was stored.
            try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch {
            throw StoreError(
                description: "the store in \(directory.path) can't be opened: \(StoreError(error, in: directory))")
        }
    }

    func commit<Result>(_ body: (any SpoolTransaction) throws -> Result) throws -> Result {
        let leftovers = Leftovers()
        do {
            let result = try database.writeWithoutTransaction { database in
                let transaction = SQLiteTransaction(
                    database: database, files: files, leftovers: leftovers, taskNumbers: taskNumbers)
                return try transaction.committed { try body(transaction) }
            }
            // Nobody refers to them any more. One that stays because the spool dies here is found by a check.
            for digest in leftovers.digests { files.remove(digest) }
            return result
        } catch let unreadable as UnreadableTask {
            taskNumbers.giveBack()
            throw try commit { transaction in
                guard let transaction = transaction as? SQLiteTransaction else {
                    preconditionFailure("a store's transactions are its own")
                }
                return try transaction.layAside(unreadable)
            }
        } catch {
            taskNumbers.giveBack()
            guard let error = error as? DatabaseError else { throw error }
            throw StoreError(error, in: directory)
        }
    }
}

/// One transaction of a `SQLiteStore`. Its topics are in the extensions.
struct SQLiteTransaction: SpoolTransaction {
    let database: Database
    let files: DocumentFiles
    let leftovers: Leftovers
    let taskNumbers: TaskNumbers
}

/// The documents' files that a transaction leaves behind: they go when it is on disk.
final class Leftovers {
    var digests: Set<DocumentDigest> = []
}
