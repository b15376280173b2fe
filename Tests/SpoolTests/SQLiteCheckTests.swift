import FaxModel
import Foundation
import GRDB
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("What a check of a store in SQLite finds")
struct SQLiteCheckTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try StoredSample.write(to: SQLiteStore(directory: folder.url))
    }

    private func check() throws -> StoreReport {
        try SQLiteMaintenance(directory: folder.url).check()
    }

    private func file(of document: NewDocument) -> URL {
        let name = document.digest.description
        return folder.url.appending(path: "documents/\(name.prefix(2))/\(name)")
    }

    @Test func aFileThatIsGoneOrChangedIsNamedWithTheJobThatHasIt() throws {
        let path = file(of: StoredSample.large)
        var bytes = StoredSample.large.bytes
        bytes[99] ^= 1
        try Data(bytes).write(to: path)
        #expect(
            try check().problems == [
                "Document \(StoredSample.large.digest) is not what it was; of \(JobID.sample) (pages)."
            ])
        try FileManager.default.removeItem(at: path)
        #expect(
            try check().problems == ["Document \(StoredSample.large.digest) is gone; of \(JobID.sample) (pages)."])
    }

    @Test func damageInTheDatabaseIsNamed() throws {
        try DatabaseQueue(path: folder.url.appending(path: "spool.sqlite").path).write { database in
            try database.execute(sql: "UPDATE document SET bytes = x'010204' WHERE size = 3")
            try database.execute(sql: "UPDATE task SET stage = 9")
            try database.execute(
                sql: "INSERT INTO job_document VALUES (1, 1, 'sent', x'00', 1, 'image/tiff')")
        }
        #expect(
            try check().problems == [
                "Task 1 can't be read: 9 is no stage's code.",
                "Document \(StoredSample.small.digest) is not what it was; of \(JobID.sample) (mail).",
                "The document 'sent' of job \(JobID.sample) is not there.",
            ])
    }

    @Test func aFileOfNoDocumentIsStrayWhenItIsOld() throws {
        let stray = folder.url.appending(path: "documents/ab/nothing.new")
        try FileManager.default.createDirectory(
            at: stray.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data([1]).write(to: stray)
        #expect(try check().strayFiles == [])
        let old = Date().addingTimeInterval(-SQLiteCheck.patience - 60)
        let known = file(of: StoredSample.large)
        for path in [stray, known] {
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path.path)
        }
        #expect(try check().strayFiles.map(\.lastPathComponent) == ["nothing.new"])
        let maintenance = SQLiteMaintenance(directory: folder.url)
        #expect(try maintenance.isStray(stray))
        #expect(try !maintenance.isStray(known))
    }
}
