import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("A store's leases")
struct StoreLeaseTests {
    /// A store with one leased task of job 2.
    private func leased(_ kind: TestedStore) throws -> (bench: StoreBench, lease: LeaseReference) {
        let bench = try StoreBench(kind)
        try bench.insert(.named("x", job: 2))
        return (bench, try #require(try bench.lease(1).first).lease)
    }

    @Test(arguments: TestedStore.allCases)
    func theTokenFindsTheTask(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        let record = try #require(try bench.record(of: lease))
        #expect(record.state == .leased)
        #expect(record.job == JobID(order: .sample, number: 2))
        #expect(record.flow == .sample)
    }

    @Test(arguments: TestedStore.allCases)
    func anotherTokenOrAnotherTaskFindsNothing(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        let other = LeaseToken(rawValue: 2)
        #expect(try bench.record(of: LeaseReference(task: lease.task, token: other)) == nil)
        #expect(try bench.record(of: LeaseReference(task: TaskID(rawValue: 99), token: lease.token)) == nil)
        #expect(try bench.record(of: LeaseReference(task: TaskID(rawValue: -1), token: lease.token)) == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func aTaskMayBeLeasedFromTheBeginning(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        var record = TaskRecord(.named("x", job: 2), flow: .sample, at: .after(0))
        record.move(to: .leased)
        let task = try bench.commit { [record] in try $0.insert(record, payload: [1], leasedTo: .a(7)) }
        let lease = LeaseReference(task: task, token: LeaseToken(rawValue: 7))
        #expect(
            try bench.commit { try $0.leases() } == [
                StoredLease(reference: lease, worker: .named("a"), record: record)
            ])
        try bench.write(lease) { $0.move(to: .ready) }
        #expect(try bench.lease(8).map(\.payload) == [[1]])
    }

    @Test(arguments: TestedStore.allCases)
    func aLeasedTaskIsNotReady(_ kind: TestedStore) throws {
        let (bench, _) = try leased(kind)
        #expect(try bench.lease(2).isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func allLeasesAreKnownWithTheirWorkers(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.insert(.named("ready"))
        let stored = try bench.commit { try $0.leases() }
        #expect(
            stored == [
                StoredLease(
                    reference: lease, worker: .named("a"), record: try #require(try bench.record(of: lease)))
            ])
    }

    @Test(arguments: TestedStore.allCases)
    func whatIsWrittenEndsTheLease(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.write(lease) { record in
            record.move(to: .delayed)
            record.due = .after(60)
            record.retries = 1
            record.losses = 2
            record.reason = "busy"
            record.lane = Lane(rawValue: "abroad")
            record.destination = FaxNumber("1")
            record.priority = .bulk
        }
        #expect(try bench.record(of: lease) == nil)
        #expect(try bench.commit { try $0.leases() }.isEmpty)
        let again = try #require(try bench.commit { try $0.due(by: .after(60), limit: 1) }.first?.record)
        #expect(again.retries == 1)
        #expect(again.losses == 2)
        #expect(again.reason == "busy")
        #expect(again.lane == Lane(rawValue: "abroad"))
        #expect(again.destination == FaxNumber("1"))
        #expect(again.priority == .bulk)
        #expect(again.job == JobID(order: .sample, number: 2))
        #expect(again.submitted == .after(0))
    }

    @Test(arguments: TestedStore.allCases)
    func aCheckpointStaysUntilAnotherIsWritten(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit { try $0.setCheckpoint(lease.task, [1]) }
        try bench.commit { try $0.setCheckpoint(lease.task, [2]) }
        #expect(try bench.record(of: lease) != nil)
        try bench.write(lease) { $0.move(to: .ready) }
        let second = try #require(try bench.lease(2).first)
        #expect(second.checkpoint == [2])
        try bench.write(second.lease, checkpoint: []) { $0.move(to: .ready) }
        #expect(try bench.lease(3).map(\.checkpoint) == [[]])
    }
}
