import FaxModel
import Foundation
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
        let states: [TaskState] = [.ready, .leased, .failed, .corrupt]
        #expect(states.map(\.rawValue) == [0, 1, 2, 3])
        #expect(SetAside.failed.state == .failed)
        #expect(SetAside.corrupt.state == .corrupt)
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
