import Foundation
import Testing

/// docs/COMPLAINTS.md, against the tests that it names.
@Suite("What users of fax gateways complain of")
struct ComplaintsDocumentTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The text of every file with tests.
    private static func sources() throws -> [String] {
        let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }

    @Test("Each of the 22 complaints names tests, and each test that is named is there")
    func named() throws {
        let file = Self.tests.deletingLastPathComponent().appending(path: "docs/COMPLAINTS.md")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
            $0.firstMatch(of: #/^\| \d+ \|/#) != nil
        }
        #expect(rows.count == 22)
        let sources = try Self.sources()
        for row in rows {
            let names = row.matches(of: #/`(\w+Tests)(?:\.(\w+))?`/#).map(\.output)
            #expect(!names.isEmpty, "\(row)")
            for (name, suite, test) in names {
                let found = sources.contains { source in
                    guard source.contains("struct \(suite)") || source.contains("extension \(suite)") else {
                        return false
                    }
                    return test.map { source.contains("func \($0)(") } ?? true
                }
                #expect(found, "there is no \(name)")
            }
        }
    }
}
