import FaxModel
import Foundation
import Testing

@testable import T30

@Suite("How calls end")
struct CallEndingTests {
    /// The rows of docs/OUTCOMES.md: code, class and sentence, with the group in whose section they stand.
    private static let table: [[String]] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/OUTCOMES.md").standardizedFileURL
        let groups: [(String, String)] = [
            ("Success", "success"), ("Dialling", "dial"), ("Negotiation", "negotiation"), ("Training", "training"),
            ("Page", "page"), ("Drop", "drop"), ("Local", "local"),
        ]
        var group = ""
        var rows: [[String]] = []
        for line in ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n") {
            if line.hasPrefix("## ") { group = groups.first { line.dropFirst(3).hasPrefix($0.0) }?.1 ?? "" }
            guard line.hasPrefix("| `") else { continue }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
            rows.append([cells[0], group, cells[1], cells[3]])
        }
        return rows
    }()

    @Test func theDocumentListsThemAllAsTheyAre() {
        let endings = CallEnding.allCases.map { [$0.rawValue, $0.group.rawValue, $0.outcome.rawValue, $0.sentence] }
        #expect(Self.table == endings)
    }

    @Test(arguments: CallEnding.allCases)
    func eachHasASentenceAndIsASuccessOrNot(_ ending: CallEnding) {
        #expect(ending.sentence.hasSuffix("."))
        #expect((ending.group == .success) == (ending.outcome == .sent))
    }

    @Test func noTwoSayTheSame() {
        #expect(Set(CallEnding.allCases.map(\.sentence)).count == CallEnding.allCases.count)
    }

    @Test func eachIsWhatAScriptedCallComesTo() {
        let ends = CallScript.all.flatMap(\.lines).compactMap { _, line in
            if case .end(let ending, _) = line { ending } else { nil }
        }
        let missing = Set(CallEnding.allCases).subtracting(ends).map(\.rawValue).sorted()
        #expect(missing == [])
    }
}
