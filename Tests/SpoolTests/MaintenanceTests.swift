import FaxModel
import Foundation
import GRDB
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("Check, backup and restore of a store")
struct MaintenanceTests {
    private static let small = NewDocument([1, 2, 3])
    private static let large = NewDocument([UInt8](repeating: 7, count: SQLiteStore.largestEmbedded + 1))

    /// A store with a task, a job and two documents.
    private func store(in folder: TemporaryFolder) throws -> SQLiteStore {
        let store = try SQLiteStore(directory: folder.url)
        try store.commit { transaction in
            let record = TaskRecord(.named("x", job: 1), flow: .sample, expires: nil, at: .after(0))
            _ = try transaction.insert(record, payload: [1])
            let documents = [Self.small, Self.large]
            for document in documents { try transaction.insert(document, at: .after(0)) }
            let references = documents.map {
                DocumentReference(digest: $0.digest, byteCount: $0.bytes.count, mediaType: "image/tiff")
            }
            try transaction.apply(
                JobUpdate(job: .sample, documents: ["mail": references[0], "pages": references[1]]), stage: nil,
                at: .after(0))
        }
        return store
    }

    private func problems(_ folder: URL) throws -> [String] {
        var check = try StoreCheck(directory: folder)
        try check.run()
        return check.problems
    }

    private func file(of document: NewDocument, in folder: URL) -> URL {
        let name = document.digest.description
        return folder.appending(path: "documents/\(name.prefix(2))/\(name)")
    }

    @Test func aSoundStoreHasNoProblemsAlsoWhileItIsUsed() throws {
        let folder = try TemporaryFolder()
        let store = try store(in: folder)
        var check = try StoreCheck(directory: folder.url)
        try store.commit { transaction in
            try transaction.setPause(.stage(.render), true)
        }
        try check.run()
        #expect(check.problems == [])
        #expect(check.strayFiles == [])
        #expect(check.taskCount == 1)
        #expect(check.documentCount == 2)
    }

    @Test func aFileThatIsGoneOrChangedIsNamedWithTheJobThatHasIt() throws {
        let folder = try TemporaryFolder()
        _ = try store(in: folder)
        let path = file(of: Self.large, in: folder.url)
        var bytes = Self.large.bytes
        bytes[99] ^= 1
        try Data(bytes).write(to: path)
        #expect(
            try problems(folder.url) == [
                "Document \(Self.large.digest) is not what it was; of \(JobID.sample) (pages)."
            ])
        try FileManager.default.removeItem(at: path)
        #expect(try problems(folder.url) == ["Document \(Self.large.digest) is gone; of \(JobID.sample) (pages)."])
    }

    @Test func damageInTheDatabaseIsNamed() throws {
        let folder = try TemporaryFolder()
        _ = try store(in: folder)
        try DatabaseQueue(path: folder.url.appending(path: "spool.sqlite").path).write { database in
            try database.execute(sql: "UPDATE document SET bytes = x'010204' WHERE size = 3")
            try database.execute(sql: "UPDATE task SET stage = 9")
            try database.execute(
                sql: "INSERT INTO job_document VALUES (1, 1, 'sent', x'00', 1, 'image/tiff')")
        }
        #expect(
            try problems(folder.url) == [
                "Task 1 can't be read: 9 is no stage's code.",
                "Document \(Self.small.digest) is not what it was; of \(JobID.sample) (mail).",
                "The document 'sent' of job \(JobID.sample) is not there.",
            ])
    }

    @Test func aFileOfNoDocumentIsStrayWhenItIsOld() throws {
        let folder = try TemporaryFolder()
        _ = try store(in: folder)
        let stray = folder.url.appending(path: "documents/ab/nothing.new")
        try FileManager.default.createDirectory(
            at: stray.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data([1]).write(to: stray)
        var check = try StoreCheck(directory: folder.url)
        try check.run()
        #expect(check.strayFiles == [])
        let old = Date().addingTimeInterval(-StoreCheck.patience - 60)
        for path in [stray, file(of: Self.large, in: folder.url)] {
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path.path)
        }
        try check.run()
        #expect(check.strayFiles.map(\.lastPathComponent) == ["nothing.new"])
    }

    @Test func whereThereIsNoStoreNothingIsChecked() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StoreError.self) { try StoreCheck(directory: folder.url) }
    }

    @Test func aBackupThatIsMadeWhileTheStoreIsInUseHasEverything() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        let store = try store(in: folder)
        let destination = other.url.appending(path: "backup")
        try StoreBackup(source: folder.url, destination: destination).make()
        try store.commit { try $0.setPause(.stage(.render), true) }
        #expect(try problems(destination) == [])
        let copy = try SQLiteStore(directory: destination)
        for document in [Self.small, Self.large] {
            let piece = try copy.commit { try $0.read(document.digest, offset: 0, count: document.bytes.count) }
            #expect(piece?.bytes == document.bytes)
        }
        #expect(try copy.commit { try $0.ready(in: .normal(), limit: 9) }.map(\.payload) == [[1]])
        #expect(try copy.commit { try $0.pauses() }.isEmpty)
    }

    @Test func aBackupDoesNotGoOverAnotherOne() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        _ = try store(in: folder)
        let backup = StoreBackup(source: folder.url, destination: other.url)
        try backup.make()
        #expect(throws: StoreError(description: "\(other.url.path) is not empty")) { try backup.make() }
    }

    @Test func aSecondSpoolIsKeptOut() throws {
        let folder = try TemporaryFolder()
        let lock = try DirectoryLock(directory: folder.url)
        #expect(throws: StoreError(description: "another spool works in \(folder.url.path)")) {
            try DirectoryLock(directory: folder.url)
        }
        lock.release()
        try DirectoryLock(directory: folder.url).release()
    }
}
