import Foundation
import Testing

@testable import Pipeline

@Suite("When a failed task is tried again")
struct RetryPolicyTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func theDelaysDoubleUpToTheLongest() {
        let policy = RetryPolicy(first: .seconds(5), longest: .seconds(30), tries: 100)
        let delays = (0..<6).map { policy.next(after: $0, now: now)?.timeIntervalSince(now) }
        #expect(delays == [5, 10, 20, 30, 30, 30])
    }

    @Test func theLastTryIsTheLast() {
        let policy = RetryPolicy(tries: 3)
        #expect(policy.next(after: 0, now: now) != nil)
        #expect(policy.next(after: 1, now: now) != nil)
        #expect(policy.next(after: 2, now: now) == nil)
        #expect(policy.next(after: 3, now: now) == nil)
    }

    @Test func oneTryIsNoRetry() {
        #expect(RetryPolicy(tries: 1).next(after: 0, now: now) == nil)
    }

    @Test func asManyRetriesAsTheWireCanSayDoNotOverflow() {
        let policy = RetryPolicy(tries: .max)
        #expect(policy.next(after: Int(UInt32.max), now: now)?.timeIntervalSince(now) == 600)
    }

    @Test func byDefaultThereAreTenTriesWithinHalfAnHour() {
        let delays = (0..<20).compactMap { RetryPolicy().next(after: $0, now: now)?.timeIntervalSince(now) }
        #expect(delays.count == 9)
        #expect(delays.reduce(0, +) == 1835)
    }
}
