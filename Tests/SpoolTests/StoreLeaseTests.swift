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
        let place = TaskPlace(
            stage: .render, lane: .default, order: .sample, job: JobID(order: .sample, number: 2), losses: 0)
        #expect(try bench.place(of: lease) == place)
    }

    @Test(arguments: TestedStore.allCases)
    func anotherTokenOrAnotherTaskFindsNothing(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        let other = LeaseToken(rawValue: 2)
        #expect(try bench.place(of: LeaseReference(task: lease.task, token: other)) == nil)
        #expect(try bench.place(of: LeaseReference(task: TaskID(rawValue: 99), token: lease.token)) == nil)
        #expect(try bench.place(of: LeaseReference(task: TaskID(rawValue: -1), token: lease.token)) == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func aTaskIsLeasedOnce(_ kind: TestedStore) throws {
        let (bench, _) = try leased(kind)
        #expect(try bench.lease(2).isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func allLeasesAreKnownWithTheirWorkers(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.insert(.named("ready"))
        let stored = try bench.commit { try $0.leases() }
        #expect(
            stored == [StoredLease(reference: lease, worker: .named("a"), stage: .render, lane: .default)])
    }

    @Test(arguments: TestedStore.allCases)
    func aReleasedTaskIsReadyAsIfNothingHadHappened(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit { try $0.putBack(lease.task, .released) }
        #expect(try bench.place(of: lease) == nil)
        #expect(try bench.commit { try $0.leases() }.isEmpty)
        let again = try bench.lease(2)
        #expect(again.map(\.lease) == [LeaseReference(task: lease.task, token: LeaseToken(rawValue: 2))])
        #expect(again.map(\.retries) == [0])
        #expect(again.map(\.losses) == [0])
    }

    @Test(arguments: TestedStore.allCases)
    func aLostTaskIsReadyAndCountsItsLosses(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit { try $0.putBack(lease.task, .lost) }
        let again = try #require(try bench.lease(2).first)
        #expect(again.losses == 1)
        #expect(try bench.place(of: again.lease)?.losses == 1)
        #expect(try bench.place(of: lease) == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func aTaskThatIsTriedAgainWaitsForItsTimeAndCountsItsRetries(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit {
            try $0.putBack(lease.task, .retry(due: .after(60), reason: "busy", checkpoint: [7]))
        }
        #expect(try bench.place(of: lease) == nil)
        #expect(try bench.lease(2, now: .after(59)).isEmpty)
        let again = try #require(try bench.lease(2, now: .after(60)).first)
        #expect(again.retries == 1)
        #expect(again.checkpoint == [7])
    }

    @Test(arguments: TestedStore.allCases)
    func troublesAreCountedApartUntilTheNextPlannedRetry(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        for troubles in 1...2 {
            try bench.commit {
                try $0.putBack(lease.task, .trouble(due: .after(60), reason: "broken", checkpoint: [7]))
            }
            #expect(try bench.lease(2, now: .after(59)).isEmpty)
            let again = try #require(try bench.lease(2, now: .after(60)).first)
            #expect(again.troubles == troubles)
            #expect(again.retries == 0)
            #expect(again.checkpoint == [7])
        }
        try bench.commit { try $0.putBack(lease.task, .retry(due: .after(0), reason: "busy", checkpoint: nil)) }
        let again = try #require(try bench.lease(3).first)
        #expect(again.troubles == 0)
        #expect(again.retries == 1)
    }

    @Test(arguments: TestedStore.allCases)
    func aRetryWithoutACheckpointKeepsTheOneThatIsThere(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit { transaction in
            try transaction.setCheckpoint(lease.task, [1, 2])
            try transaction.putBack(lease.task, .retry(due: .after(0), reason: "", checkpoint: nil))
        }
        #expect(try bench.lease(2).map(\.checkpoint) == [[1, 2]])
    }

    @Test(arguments: TestedStore.allCases)
    func aCheckpointOutlivesItsWorkerAndTheLastOneCounts(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit { try $0.setCheckpoint(lease.task, [1]) }
        try bench.commit { try $0.setCheckpoint(lease.task, [2]) }
        #expect(try bench.place(of: lease) != nil)
        try bench.commit { try $0.putBack(lease.task, .lost) }
        #expect(try bench.lease(2).map(\.checkpoint) == [[2]])
    }

    @Test(arguments: TestedStore.allCases, [SetAside.failed, .corrupt])
    func aTaskThatIsSetAsideIsNotLeasedUntilItIsRestored(_ kind: TestedStore, _ state: SetAside) throws {
        let (bench, lease) = try leased(kind)
        try bench.commit { transaction in
            try transaction.putBack(lease.task, .lost)
            let again = try transaction.lease(stage: .render, lane: .default, to: [.a(2)], now: .after(0))
            try transaction.putBack(again[0].lease.task, .retry(due: .after(0), reason: "", checkpoint: [7]))
            _ = try transaction.lease(stage: .render, lane: .default, to: [.a(5)], now: .after(0))
            try transaction.putBack(again[0].lease.task, .trouble(due: .after(0), reason: "", checkpoint: nil))
            _ = try transaction.lease(stage: .render, lane: .default, to: [.a(3)], now: .after(0))
            try transaction.setAside(lease.task, as: state, reason: "bad")
        }
        #expect(try bench.place(of: LeaseReference(task: lease.task, token: LeaseToken(rawValue: 3))) == nil)
        #expect(try bench.lease(4).isEmpty)
        let places = try bench.commit { try $0.restore(job: nil, at: .after(10)) }
        #expect(places.map(\.job?.number) == [2])
        #expect(try bench.lease(5, now: .after(9)).isEmpty)
        let again = try #require(try bench.lease(5, now: .after(10)).first)
        #expect(again.retries == 0)
        #expect(again.troubles == 0)
        #expect(again.losses == 0)
        #expect(again.checkpoint == [7])
    }

    @Test(arguments: TestedStore.allCases)
    func restoringAJobLeavesOtherJobsAndTasksThatAreAtWorkAlone(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let other = OrderID(rawValue: 2)
        let tasks = [
            NewTask.named("job", job: 1), .named("order"), .named("sibling", job: 2),
            .named("stranger", order: other, job: 1), .named("leased", job: 1),
        ]
        for task in tasks { try bench.insert(task) }
        let leased = try bench.lease(1, 2, 3, 4, 5)
        try bench.commit { transaction in
            for task in leased.prefix(4) { try transaction.setAside(task.lease.task, as: .failed, reason: "") }
        }
        let places = try bench.commit { try $0.restore(job: .sample, at: .after(0)) }
        #expect(Set(places.map(\.job)) == [.sample, nil])
        #expect(places.allSatisfy { $0.order == .sample })
        #expect(try bench.lease(6, 7, 8, 9).map(\.name) == ["job", "order"])
        #expect(try bench.place(of: leased[4].lease) != nil)
    }

    @Test(arguments: TestedStore.allCases)
    func whereNothingIsSetAsideNothingIsRestored(_ kind: TestedStore) throws {
        let (bench, lease) = try leased(kind)
        try bench.insert(.named("ready", notBefore: .after(100)))
        #expect(try bench.commit { try $0.restore(job: nil, at: .after(0)) }.isEmpty)
        #expect(try bench.place(of: lease) != nil)
        #expect(try bench.lease(2).isEmpty)
    }
}
