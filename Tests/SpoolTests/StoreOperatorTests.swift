import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What a store keeps of the operator's words")
struct StoreOperatorTests {
    @Test(arguments: TestedStore.allCases)
    func whatWasSaidOfAJobStaysUntilItIsTakenBack(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        var control = JobControl(cancellation: .busy, isHeld: true, priority: .bulk)
        control.redirection = JobControl.Redirection(number: try #require(FaxNumber("1")), lane: .default)
        try bench.commit { try $0.setControl(JobControl(isHeld: true), of: .sample) }
        try bench.commit { try $0.setControl(control, of: .sample) }
        try bench.reopen()
        #expect(try bench.commit { try $0.controls() } == [.sample: control])
        try bench.commit { try $0.setControl(nil, of: .sample) }
        #expect(try bench.commit { try $0.controls() }.isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func pausesStayUntilTheyEnd(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let targets: Set<PauseTarget> = [.stage(.faxout), .lane(.faxout, .default), .line("line-1")]
        for target in targets { try bench.commit { try $0.setPause(target, true) } }
        try bench.commit { try $0.setPause(.stage(.faxout), true) }
        try bench.reopen()
        #expect(try bench.commit { try $0.pauses() } == targets)
        try bench.commit { try $0.setPause(.stage(.faxout), false) }
        #expect(try bench.commit { try $0.pauses() } == targets.subtracting([.stage(.faxout)]))
    }

    @Test(arguments: TestedStore.allCases)
    func whatIsKnownOfANumberStaysUntilItIsForgotten(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let number = try #require(FaxNumber("+4930"))
        let record = NumberTable.Record(
            restsUntil: .after(1), wrongAnswers: 2, wrongSince: .after(-1), barredUntil: .distantFuture,
            reason: "no fax", rate: 9600, rateUntil: .after(7))
        try bench.commit { try $0.setNumber(NumberTable.Record(restsUntil: .after(9)), of: number) }
        try bench.commit { try $0.setNumber(record, of: number) }
        try bench.reopen()
        #expect(try bench.commit { try $0.numbers() } == [number: record])
        try bench.commit { try $0.setNumber(nil, of: number) }
        #expect(try bench.commit { try $0.numbers() }.isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func anOrderIsFoundByItsKeyForDuplicatesSinceATime(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let second = OrderID(rawValue: 2)
        try bench.commit { transaction in
            try transaction.insertOrder(.sample, fingerprint: 1, duplicateKey: .max, at: .after(0))
            try transaction.insertOrder(second, fingerprint: 2, duplicateKey: .max, at: .after(10))
            try transaction.insertOrder(OrderID(rawValue: 3), fingerprint: 3, duplicateKey: nil, at: .after(10))
        }
        func order(_ key: UInt64, _ since: TimeInterval) throws -> OrderID? {
            try bench.commit { try $0.order(duplicateKey: key, since: .after(since)) }
        }
        #expect(try order(.max, 0) == second)
        #expect(try order(.max, 10) == second)
        #expect(try order(.max, 10.001) == nil)
        #expect(try order(1, 0) == nil)
    }
}
