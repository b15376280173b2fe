import Foundation
import Testing

/// The arrows of docs/ARCHITECTURE.md that the compiler does not hold: what is above `SpoolStore` knows no database.
@Suite("The seam between the spool and its store")
struct StoreSeamTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../Sources").standardizedFileURL

    /// The lines of all sources outside of `Store/SQLite` that `word` stands in, as `file: line`.
    private func lines(with word: String, in folder: String) throws -> [String] {
        let root = Self.sources.appending(path: folder)
        let walk = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var found: [String] = []
        var count = 0
        for case let file as URL in walk where file.pathExtension == "swift" {
            count += 1
            guard !file.path.contains("/spool/Store/SQLite/") else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") where line.contains(word) {
                found.append("\(file.lastPathComponent): \(line.trimmingCharacters(in: .whitespaces))")
            }
        }
        #expect(count > 10, "the sources were looked through")
        return found
    }

    @Test func nobodyButTheStoreInSQLiteImportsADatabase() throws {
        // A copy of a directory is a file in SQLite's form, which is a document to the spool: it has nothing to do with the store, and needs
        // SQLite itself, without GRDB.
        #expect(try lines(with: "import GRDB", in: ".") == ["SQLiteFile.swift: internal import GRDBSQLite"])
        #expect(try lines(with: "import SQLite", in: ".") == [])
    }

    @Test func aboveTheSeamOneFileNamesTheKindOfStore() throws {
        let files = Set(try lines(with: "SQLite", in: "spool").map { $0.prefix { $0 != ":" } })
        #expect(files == ["ConfiguredStore.swift"])
        #expect(try lines(with: "SELECT ", in: "spool") == [])
    }
}
