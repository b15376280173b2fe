import FaxModel
import Foundation
import GRDB

/// Copies a store while the spool works in it: the database as it is at one moment, and the documents that it knows.
struct StoreBackup {
    /// Where the store is.
    let source: URL
    /// Where the copy goes: a folder that is empty or not there yet.
    let destination: URL

    /// Makes the copy. On disk when this returns; the database has its name only then.
    ///
    /// - Parameter change: what is changed in the copy before that.
    /// - Throws: `StoreError` when the destination is in use, and whatever the database or the file system has to say; then the
    ///   copy is not complete.
    func make(_ change: (Database) throws -> Void = { _ in }) throws {
        try Self.prepare(destination)
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let original = try DatabaseQueue(
            path: source.appending(path: "spool.sqlite").path, configuration: configuration)
        let unfinished = destination.appending(path: "spool.sqlite.unfinished")
        let copy = try DatabaseQueue(path: unfinished.path)
        try original.backup(to: copy)
        // The copy is one file, without a log beside it.
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copyDocuments(known: copy, stillKnown: original)
        try copy.write(change)
        try copy.close()
        try FileDescriptorFile.syncFile(unfinished)
        try FileManager.default.moveItem(at: unfinished, to: destination.appending(path: "spool.sqlite"))
        try FileDescriptorFile.syncFolder(destination)
    }

    /// Makes an empty folder for nobody else's eyes.
    static func prepare(_ folder: URL) throws {
        let contents = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard contents?.allSatisfy({ $0 == "lock" }) ?? true else {
            throw StoreError(description: "\(folder.path) is not empty")
        }
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
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
                    for table in ["document", "job_document"] {
                        try database.execute(
                            sql: "DELETE FROM \(table) WHERE digest = ?", arguments: [Data(digest.bytes)])
                    }
                }
            }
        }
    }
}
