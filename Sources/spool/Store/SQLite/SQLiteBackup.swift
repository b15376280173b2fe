import FaxModel
import Foundation
import GRDB

/// Copies a store while the spool works in it: the database as it is at one moment, and the documents that it knows.
struct SQLiteBackup {
    /// Where the store is.
    let source: URL
    /// Where the copy goes: a folder that is there and empty.
    let destination: URL

    /// Makes the copy. On disk when this returns; the database has its name only then.
    ///
    /// - Parameter change: what is changed in the copy before that.
    /// - Throws: whatever the database or the file system has to say; then the copy is not complete.
    func make(_ change: (any SpoolTransaction) throws -> Void = { _ in }) throws {
        let original = try DatabaseQueue(readingStoreIn: source)
        let unfinished = destination.appending(path: "spool.sqlite.unfinished")
        let copy = try DatabaseQueue(path: unfinished.path)
        try original.backup(to: copy)
        // The copy is one file, without a log beside it.
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copyDocuments(known: copy, stillKnown: original)
        let files = DocumentFiles(directory: destination.appending(path: "documents"))
        try copy.write { database in
            try change(
                SQLiteTransaction(database: database, files: files, leftovers: Leftovers(), taskNumbers: TaskNumbers()))
        }
        try copy.close()
        try FileDescriptorFile.syncFile(unfinished)
        try FileManager.default.moveItem(at: unfinished, to: destination.appending(path: "spool.sqlite"))
        try FileDescriptorFile.syncFolder(destination)
    }

    private func copyDocuments(known copy: DatabaseQueue, stillKnown original: DatabaseQueue) throws {
        let files = DocumentFiles(directory: source.appending(path: "documents"))
        let copies = DocumentFiles(directory: destination.appending(path: "documents"))
        try copies.makeFolders()
        let digests = try copy.read { try Data.fetchAll($0, sql: "SELECT digest FROM document WHERE bytes IS NULL") }
        for digest in digests.compactMap({ DocumentDigest(bytes: $0) }) {
            do {
                try copies.write(Array(try Data(contentsOf: files.path(of: digest))), digest: digest)
            } catch {
                let query = "SELECT 1 FROM document WHERE digest = ?"
                let isKnown = try original.read {
                    try Row.fetchOne($0, sql: query, arguments: [Data(digest.bytes)]) != nil
                }
                guard !isKnown else { throw StoreError(description: "document \(digest) can't be copied: \(error)") }
                // It was thrown away meanwhile, because no job has it any more.
                try copy.write { database in
                    for table in ["document", "job_document", "publication"] {
                        try database.execute(
                            sql: "DELETE FROM \(table) WHERE digest = ?", arguments: [Data(digest.bytes)])
                    }
                }
            }
        }
    }
}
