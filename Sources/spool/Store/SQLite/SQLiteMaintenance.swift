import Configuration
import Foundation
import GRDB

/// Looks after a `SQLiteStore`, or a backup of one.
struct SQLiteMaintenance: StoreMaintenance {
    /// Where it is.
    let directory: URL

    func check() throws -> StoreReport {
        var check = try SQLiteCheck(directory: directory)
        do {
            try check.run()
        } catch {
            throw StoreError(error, in: directory)
        }
        return check.report
    }

    func isStray(_ file: URL) throws -> Bool {
        try SQLiteCheck(directory: directory).isStray(file)
    }

    func backUp(to folder: URL) throws {
        try Self.prepare(folder)
        do {
            try SQLiteBackup(source: directory, destination: folder).make()
        } catch  where error is DatabaseError || error is CocoaError {
            throw StoreError(error, in: directory)
        }
    }

    func restore(from folder: URL, _ change: (any SpoolTransaction) throws -> Void) throws {
        try Self.prepare(directory)
        let lock = try DirectoryLock(directory: directory)
        defer { lock.release() }
        do {
            try SQLiteBackup(source: folder, destination: directory).make(change)
        } catch  where error is DatabaseError || error is CocoaError {
            throw StoreError(error, in: folder)
        }
    }

    /// Makes an empty folder for nobody else's eyes.
    private static func prepare(_ folder: URL) throws {
        let contents = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard contents?.allSatisfy({ $0 == "lock" }) ?? true else {
            throw StoreError(description: "\(folder.path) is not empty")
        }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        } catch {
            throw StoreError(description: "the folder '\(folder.path)' can't be made: \(FileTrouble(error))")
        }
    }
}

extension DatabaseQueue {
    /// The database of the store in `directory`, to be read only.
    convenience init(readingStoreIn directory: URL) throws {
        let file = directory.appending(path: "spool.sqlite").path
        guard access(file, R_OK) == 0 else {
            throw StoreError(description: "'\(file)' can't be read: \(String(cString: strerror(errno)))")
        }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        try self.init(path: file, configuration: configuration)
    }
}
