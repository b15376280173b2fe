import FaxModel
import Foundation
import Testing

@Suite("The states of a job")
struct JobStateTests {
    /// The rows `| from, from… | to |` of the table of states in docs/ARCHITECTURE.md.
    private static func documented() throws -> [JobState: Set<JobState>] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "### The states of a job").dropFirst().first)
        var next: [JobState: Set<JobState>] = [:]
        for line in section.components(separatedBy: "\n## ")[0].split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces.union(["`"])) }
            }
            for name in cells[0] {
                let from = try #require(JobState(rawValue: name), "\(line)")
                for name in cells[1] {
                    next[from, default: []].insert(try #require(JobState(rawValue: name), "\(line)"))
                }
            }
        }
        return next
    }

    @Test func whatMayFollowWhatIsAsTheArchitectureSays() throws {
        let documented = try Self.documented()
        for state in JobState.allCases { #expect(Set(state.next) == documented[state] ?? [], "after \(state)") }
    }

    @Test func aResultThatWasToldIsNeverAnotherOne() {
        for state in JobState.allCases where state.hasEnded && state != .received {
            #expect(state.next.isEmpty, "after \(state)")
            #expect(state.permits(state))
        }
    }

    @Test func everyJobCanComeToAnEnd() {
        for state in JobState.allCases where !state.hasEnded {
            #expect(state.next.contains { $0.hasEnded }, "after \(state)")
        }
    }
}
