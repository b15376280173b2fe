import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What a store keeps, and what it does not")
struct StoreDurabilityTests {
    private struct Trouble: Error, Equatable {}

    private static let large = NewDocument([UInt8](repeating: 5, count: SQLiteStore.largestEmbedded + 1))
    private static let small = NewDocument([1, 2, 3])

    /// Writes something of every kind.
    private static func writeAll(_ transaction: any SpoolTransaction) throws {
        try transaction.insertOrder(.sample, fingerprint: 7, at: .after(0))
        for name in ["leased", "failed"] { _ = try transaction.insert(.named(name, job: 1), at: .after(0)) }
        _ = try transaction.insert(.named("later", job: 1, notBefore: .after(60)), at: .after(0))
        let leased = try transaction.lease(stage: .render, lane: .default, to: [.a(1), .a(2)], now: .after(0))
        try transaction.setCheckpoint(leased[0].lease.task, [9])
        try transaction.setAside(leased[1].lease.task, as: .failed, reason: "no number")
        try transaction.insert(small, at: .after(0))
        try transaction.insert(large, at: .after(0))
        let attempt = Attempt(number: 1, began: .after(0), line: "line1", dialled: "1")
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
        var depths: [QueueReport.Depth]
        var leases: [StoredLease]
        var history: JobHistory?
        var documents: [[UInt8]?]

        init(_ bench: StoreBench) throws {
            self = try bench.commit { transaction in
                let documents = try [small, large].map { document in
                    try transaction.read(document.digest, offset: 0, count: document.bytes.count)?.bytes
                }
                return Everything(
                    isKnown: try transaction.fingerprint(of: .sample) == 7, count: try transaction.taskCount(),
                    depths: try transaction.depths(now: .after(0)), leases: try transaction.leases(),
                    history: try transaction.history(of: .sample, now: .after(0)), documents: documents)
            }
        }

        private init(
            isKnown: Bool, count: Int, depths: [QueueReport.Depth], leases: [StoredLease], history: JobHistory?,
            documents: [[UInt8]?]
        ) {
            self.isKnown = isKnown
            self.count = count
            self.depths = depths
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
        let leased = try bench.lease(3, now: .after(60))
        #expect(leased.map(\.name) == ["later"])
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
                _ = try transaction.restore(job: nil, at: .after(0))
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
