import FaxModel
import Foundation
import GRDB
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("The store in SQLite")
struct SQLiteStoreTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var file: String { folder.url.appending(path: "spool.sqlite").path }

    private func database<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try DatabaseQueue(path: file).write(body)
    }

    private func isFile(_ document: NewDocument) -> Bool {
        let name = document.digest.description
        return FileManager.default.fileExists(
            atPath: folder.url.appending(path: "documents/\(name.prefix(2))/\(name)").path)
    }

    @Test func everyCommitIsSyncedAndTheLogIsWrittenAhead() throws {
        let store = try SQLiteStore(directory: folder.url)
        let modes = try store.commit { transaction in
            let database = try #require(transaction as? SQLiteTransaction).database
            return [
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try String.fetchOne(database, sql: "PRAGMA synchronous"),
            ]
        }
        #expect(modes == ["wal", "2"])
    }

    @Test func aDocumentIsAFileFromTheBoundaryOn() throws {
        let store = try SQLiteStore(directory: folder.url)
        let embedded = NewDocument([UInt8](repeating: 1, count: SQLiteStore.largestEmbedded))
        let large = NewDocument([UInt8](repeating: 1, count: SQLiteStore.largestEmbedded + 1))
        try store.commit { transaction in
            try transaction.insert(embedded, at: .after(0))
            try transaction.insert(large, at: .after(0))
        }
        #expect(!isFile(embedded))
        #expect(isFile(large))
    }

    @Test func aDocumentWhoseFileIsGoneIsToldAndHealsWhenItComesAgain() throws {
        let store = try SQLiteStore(directory: folder.url)
        let large = NewDocument([UInt8](repeating: 1, count: SQLiteStore.largestEmbedded + 1))
        try store.commit { try $0.insert(large, at: .after(0)) }
        try FileManager.default.removeItem(at: folder.url.appending(path: "documents"))
        #expect(throws: StoreError.self) { try store.commit { try $0.read(large.digest, offset: 0, count: 10) } }
        let again = try SQLiteStore(directory: folder.url)
        try again.commit { try $0.insert(large, at: .after(0)) }
        #expect(try again.commit { try $0.read(large.digest, offset: 0, count: 10) }?.bytes.count == 10)
    }

    @Test func theDatabasesOwnErrorIsTheStoresError() throws {
        let store = try SQLiteStore(directory: folder.url)
        try database { try $0.execute(sql: "DROP TABLE task") }
        let error = #expect(throws: StoreError.self) { try store.commit { _ = try $0.counts() } }
        #expect(error?.description.contains("no such table: task") == true)
    }

    @Test func aFileThatIsNoDatabaseIsAnErrorThatNamesTheFolder() throws {
        try Data("this is no database, whatever its name says".utf8).write(to: URL(filePath: file))
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: folder.url) }
        #expect(error?.description.hasPrefix("the store in \(folder.url.path) can't be opened: ") == true)
        #expect(error?.description.contains("the database '\(file)' is damaged (26 ") == true)
        #expect(error?.description.contains("faxctl spool restore FOLDER") == true)
    }

    @Test func aStoreOfANewerVersionIsNotOpened() throws {
        _ = try SQLiteStore(directory: folder.url)
        try database { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2')") }
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: folder.url) }
        #expect(error?.description.contains("newer version") == true)
    }
}
