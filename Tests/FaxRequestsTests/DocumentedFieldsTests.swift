import Foundation
import Testing

@testable import FaxRequests

@Suite("docs/HEADERS.md and the table of fields") struct DocumentedFieldsTests {
    /// The rows of the tables of fields that can be asked for: the name, and its synonyms.
    private func rows() throws -> [(name: String, synonyms: [String])] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/HEADERS.md")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        let part = try #require(text.components(separatedBy: "## What applications are told").first)
        return part.split(separator: "\n").compactMap { line in
            let cells = line.replacing("\\|", with: "").split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 7, let name = cells[1].words.first, name.hasPrefix("X-Fax-") else { return nil }
            return (name, cells[5].words)
        }
    }

    @Test func sayTheSame() throws {
        let rows = try rows()
        #expect(rows.map(\.name) == RequestField.all.map(\.name))
        for (row, field) in zip(rows, RequestField.all) { #expect(row.synonyms == field.synonyms, "\(field.name)") }
    }

    @Test func everyParameterOfANumberIsThere() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/HEADERS.md")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        for name in RecipientParameter.all.keys { #expect(text.contains("| `\(name)` |"), "\(name)") }
    }

    @Test func noNameStandsForTwoFields() {
        let names = RequestField.all.flatMap { [$0.name] + $0.synonyms }.map { $0.lowercased() }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix("x-fax-") })
    }
}

extension Substring {
    /// What stands between backquotes.
    fileprivate var words: [String] {
        split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }
}
