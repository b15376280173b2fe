import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("The codes on disk")
struct CodesTests {
    @Test func theStagesHaveTheirCodes() {
        #expect(
            Dictionary(uniqueKeysWithValues: Stage.allCases.map { ($0, $0.code) }) == [
                .enrich: 1, .render: 2, .faxout: 3, .deliver: 4,
            ])
    }

    @Test(arguments: Stage.allCases) func aCodeNamesItsStage(_ stage: Stage) throws {
        #expect(try Stage(code: stage.code) == stage)
    }

    @Test(arguments: [0, 5, -1]) func aCodeThatNoVersionWroteIsAnError(_ code: Int) {
        #expect(throws: StoreError(description: "\(code) is no stage's code")) { try Stage(code: code) }
    }

    @Test func theStatesHaveTheirCodes() {
        let states: [TaskState] = [.ready, .leased, .failed, .corrupt, .delayed, .blocked, .held]
        #expect(states.map(\.rawValue) == Array(0...6))
        #expect(throws: StoreError(description: "7 is no task's state")) { try TaskState(code: 7) }
    }

    @Test func whatIsWaitedForHasItsText() throws {
        let number = Gate.number(try #require(FaxNumber("+4930")))
        #expect(number.column == "=+4930")
        #expect(Gate.sender(Flow(rawValue: .max)).column == "@-1")
        for gate in [number, .sender(.sample)] { #expect(try Gate(column: gate.column) == gate) }
        for text in ["", "=", "@x", "4930"] { #expect(throws: StoreError.self) { try Gate(column: text) } }
    }

    @Test(arguments: [
        PauseTarget.stage(.render), .lane(.faxout, Lane(rawValue: "abroad")), .line("line-1"), .line(""),
    ])
    func aPauseIsFoundByItsColumns(_ target: PauseTarget) throws {
        let (stage, name) = target.columns
        #expect(try PauseTarget(stage: stage, name: name) == target)
    }

    @Test func aSendersFlowStaysTheSameForEverAndInEitherCase() {
        #expect(Flow(sender: "ann@example.com").rawValue == 0x1403_6909_6A6C_AA05)
        #expect(Flow(sender: "Ann@Example.COM") == Flow(sender: "ann@example.com"))
        #expect(Flow(sender: "").rawValue == 0xCBF2_9CE4_8422_2325)
    }

    @Test func thePrioritiesHaveTheirRanks() {
        #expect([Priority.urgent, .normal, .bulk].map(\.rank) == [0, 1, 2])
    }

    @Test(arguments: [0, 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max])
    func anOrderIsItsBits(_ bits: UInt64) {
        let order = OrderID(rawValue: bits)
        #expect(order.column == Int64(bitPattern: bits))
        #expect(OrderID(column: order.column) == order)
    }

    @Test func aTimeIsItsMilliseconds() {
        #expect(Date(timeIntervalSince1970: 1_800_000_000.0004).column == 1_800_000_000_000)
        #expect(Date(timeIntervalSince1970: 1_800_000_000.0006).column == 1_800_000_000_001)
        #expect(Date(column: 1_800_000_000_250) == Date(timeIntervalSince1970: 1_800_000_000.25))
    }
}
