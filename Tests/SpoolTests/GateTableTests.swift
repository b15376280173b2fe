import FaxModel
import Pipeline
import Testing

@testable import spool

@Suite("Gates, and what has happened to them")
struct GateTableTests {
    private let gate = Gate.sender(.sample)
    private let other = Gate.sender(Flow(rawValue: 2))

    private func changed(_ table: inout GateTable) -> [Gate] {
        var gates: [Gate] = []
        while let gate = table.nextChanged() { gates.append(gate) }
        return gates
    }

    @Test func afterARestartEveryGateIsLookedAtOnce() {
        var table = GateTable([gate, other])
        #expect(Set(changed(&table)) == [gate, other])
        #expect(changed(&table) == [])
        #expect(!table.isEmpty)
    }

    @Test func aGateIsLookedAtWhenSomethingHasHappenedAndNobodyElseIs() {
        var table = GateTable([])
        table.change(at: gate)
        #expect(changed(&table) == [], "nobody waits there")
        table.taskBlocked(behind: gate)
        table.taskBlocked(behind: other)
        for _ in 0..<2 { table.change(at: gate) }
        #expect(table.hasChanged)
        #expect(changed(&table) == [gate])
    }

    @Test func whenATaskThatWasLetThroughLeavesTheNextMayGo() {
        var table = GateTable([])
        table.taskBlocked(behind: gate)
        table.taskPasses(TaskID(rawValue: 1), through: gate)
        table.taskLeaves(TaskID(rawValue: 2))
        #expect(changed(&table) == [])
        for _ in 0..<2 { table.taskLeaves(TaskID(rawValue: 1)) }
        #expect(changed(&table) == [gate])
        table.emptied(gate)
        table.change(at: gate)
        #expect(changed(&table) == [])
        #expect(table.isEmpty)
    }
}
