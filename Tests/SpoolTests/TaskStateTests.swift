import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("The states of a task")
struct TaskStateTests {
    /// The rows `| from | to |` of the table of states in docs/ARCHITECTURE.md.
    private static func documented() throws -> [TaskState: Set<TaskState>] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "### The states of a task").dropFirst().first)
        let states = Dictionary(uniqueKeysWithValues: TaskState.allCases.map { ("\($0)", $0) })
        var next: [TaskState: Set<TaskState>] = [:]
        for line in section.split(separator: "\n") {
            if line.hasPrefix("### ") { break }
            let cells = line.split(separator: "|", omittingEmptySubsequences: true).map {
                $0.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "`")))
            }
            guard cells.count >= 2, let from = states[cells[0]], let to = states[cells[1]] else { continue }
            next[from, default: []].insert(to)
        }
        return next
    }

    @Test func whatMayFollowWhatIsAsTheArchitectureSays() throws {
        let documented = try Self.documented()
        for state in TaskState.allCases { #expect(Set(state.next) == documented[state], "after \(state)") }
    }

    @Test func everyStateIsLeftAndReachedAgain() {
        for state in TaskState.allCases {
            #expect(!state.next.isEmpty)
            #expect(TaskState.allCases.contains { $0.next.contains(state) })
        }
    }

    @Test func aTaskThatMovesOnWaitsBehindNothing() {
        var record = TaskRecord(.named("x"), flow: .sample, at: .after(0))
        record.block(behind: .sender(.sample))
        #expect(record.gate == .sender(.sample))
        record.move(to: .ready)
        #expect(record.gate == nil)
    }

    @Test func anEndedTaskIsDeliversAndBeginsAnew() throws {
        var record = TaskRecord(
            .named("x", stage: .faxout, lane: Lane(rawValue: "abroad"), job: 1, expires: .after(9), to: "1"),
            flow: .sample, at: .after(0))
        record.retries = 3
        record.losses = 2
        record.move(to: .held)
        record.end(.cancelled, .busy, now: .after(5))
        #expect(record.state == .ready)
        #expect(record.station == Station(stage: .deliver, lane: .default))
        #expect(record.ending == Ending(stage: .faxout, cause: .cancelled, failure: .busy))
        #expect(record.destination == FaxNumber("1"))
        #expect(record.calledNumber == nil)
        #expect(record.expires == nil)
        #expect(record.due == .after(5))
        #expect(record.retries == 0)
        #expect(record.losses == 0)
        #expect(!record.obeysControls)
    }
}
