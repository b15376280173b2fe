import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What a store keeps, and what it does not")
struct StoreDurabilityTests {
    private struct Trouble: Error, Equatable {}

    private static let large = NewDocument([UInt8](repeating: 5, count: TestedStore.largestEmbedded + 1))
    private static let small = NewDocument([1, 2, 3])

    /// Writes something of every kind.
    private static func writeAll(_ transaction: any SpoolTransaction) throws {
        try transaction.insertOrder(.sample, fingerprint: 7, duplicateKey: 8, at: .after(0))
        func insert(_ task: NewTask, _ state: TaskState) throws -> TaskID {
            var record = TaskRecord(task, flow: .sample, at: .after(0))
            if state != .ready { record.move(to: state) }
            return try transaction.insert(record, payload: task.payload, leasedTo: nil)
        }
        let leased = try insert(.named("leased", job: 1), .ready)
        _ = try insert(.named("held", job: 1), .held)
        _ = try insert(.named("later", job: 1, notBefore: .after(60)), .delayed)
        try transaction.lease(leased, to: .a(1))
        try transaction.setCheckpoint(leased, [9])
        try transaction.setPause(.stage(.faxout), true)
        try transaction.setControl(JobControl(isHeld: true), of: .sample)
        try transaction.insert(small, at: .after(0))
        try transaction.insert(large, at: .after(0))
        let attempt = Attempt(number: 1, call: CallID(rawValue: 1), began: .after(0), line: "line1", dialled: "1")
        try transaction.apply(
            JobUpdate(
                job: .sample, state: .sending,
                documents: ["mail": DocumentReference(digest: small.digest, byteCount: 3, mediaType: "text/plain")],
                attempt: attempt, event: "dialled"), stage: .faxout, at: .after(0))
    }

    /// All that can be read.
    private struct Everything: Equatable {
        var isKnown: Bool
        var count: Int
        var pauses: Set<PauseTarget>
        var controls: [JobID: JobControl]
        var leases: [StoredLease]
        var history: JobHistory?
        var documents: [[UInt8]?]

        init(_ bench: StoreBench) throws {
            self = try bench.commit { transaction in
                let documents = try [small, large].map { document in
                    try transaction.read(document.digest, offset: 0, count: document.bytes.count)?.bytes
                }
                return Everything(
                    isKnown: try transaction.fingerprint(of: .sample) == 7,
                    count: try transaction.counts().reduce(0) { $0 + $1.count }, pauses: try transaction.pauses(),
                    controls: try transaction.controls(), leases: try transaction.leases(),
                    history: try transaction.history(of: .sample), documents: documents)
            }
        }

        private init(
            isKnown: Bool, count: Int, pauses: Set<PauseTarget>, controls: [JobID: JobControl],
            leases: [StoredLease], history: JobHistory?, documents: [[UInt8]?]
        ) {
            self.isKnown = isKnown
            self.count = count
            self.pauses = pauses
            self.controls = controls
            self.leases = leases
            self.history = history
            self.documents = documents
        }
    }

    @Test(arguments: TestedStore.allCases)
    func everythingIsThereAfterTheStoreIsOpenedAgain(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.commit(Self.writeAll)
        let before = try Everything(bench)
        #expect(before.isKnown)
        #expect(before.count == 3)
        #expect(before.leases.map(\.reference.token.rawValue) == [1])
        #expect(before.documents == [Self.small.bytes, Self.large.bytes])
        #expect(before.history?.tasks.count == 3)
        try bench.reopen()
        #expect(try Everything(bench) == before)
        #expect(try bench.commit { try $0.due(by: .after(60), limit: 9) }.count == 1)
    }

    @Test(arguments: TestedStore.allCases)
    func aBodyThatThrowsLeavesNothing(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let before = try Everything(bench)
        #expect(throws: Trouble()) {
            try bench.commit { transaction in
                try Self.writeAll(transaction)
                throw Trouble()
            }
        }
        #expect(try Everything(bench) == before)
        try bench.reopen()
        #expect(try Everything(bench) == before)
        try bench.commit(Self.writeAll)
        #expect(try Everything(bench).count == 3)
    }

    @Test(arguments: TestedStore.allCases)
    func aBodyThatThrowsLeavesWhatWasThereBefore(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try bench.commit(Self.writeAll)
        let before = try Everything(bench)
        let lease = try #require(before.leases.first).reference
        #expect(throws: Trouble()) {
            try bench.commit { transaction in
                try transaction.remove(lease.task)
                try transaction.setPause(.stage(.faxout), false)
                try transaction.setControl(nil, of: .sample)
                try transaction.apply(JobUpdate(job: .sample, state: .sent, event: "sent"), stage: nil, at: .after(1))
                throw Trouble()
            }
        }
        #expect(try Everything(bench) == before)
    }

    @Test(arguments: TestedStore.allCases)
    func whatABodyReturnsIsReturned(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        #expect(try bench.commit { _ in 42 } == 42)
    }
}
