import FaxModel
import Foundation
import Logging
import Synchronization
import Testing

@testable import Pipeline
@testable import faxout

@Suite("Keeping the progress of a call", .timeLimit(.minutes(20)))
struct ProgressRecorderTests {
    private struct NotStored: Error {}

    private let job = FaxJob(SampleFax.task(pageCount: 9), progress: nil)

    /// Runs what blocks on a thread of its own, as a line does.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    @Test func whatIsRequiredIsOnDiskWhenItReturns() async throws {
        let stored = Mutex(0)
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { progress, _ in
            stored.withLock { $0 = progress.attempts.count }
        }
        try await onThread {
            try recorder.require { $0.began(CallID(rawValue: 1), line: "a", dialled: "1", at: Date()) }
        }
        #expect(stored.withLock { $0 } == 1)
    }

    @Test func whatIsRequiredAndNotStoredIsAnError() async throws {
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { _, _ in throw NotStored() }
        await #expect(throws: NotStored.self) {
            try await onThread {
                try recorder.require { $0.began(CallID(rawValue: 1), line: "a", dialled: "1", at: Date()) }
            }
        }
    }

    @Test func aFaxThatIsInOtherHandsIsAnError() async throws {
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { _, _ in throw LeaseLost() }
        await #expect(throws: LeaseLost.self) {
            try await onThread { try recorder.record(within: .seconds(60)) { $0.confirmed(1) } }
        }
    }

    @Test func aSpoolThatIsAwayDoesNotEndTheCall() async throws {
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { _, _ in throw NotStored() }
        try await onThread { try recorder.record { $0.confirmed(1) } }
        #expect(recorder.current.progress.confirmedPages == 1)
        await recorder.settle()
    }

    @Test func whatWasNotStoredIsSaidAgainUntilItIs() async throws {
        let tries = Mutex(0)
        let (stored, told) = AsyncStream.makeStream(of: Int.self)
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { progress, _ in
            guard
                tries.withLock({
                    $0 += 1; return $0
                }) > 2
            else { throw NotStored() }
            told.yield(progress.confirmedPages)
        }
        try await onThread { try recorder.record(within: .milliseconds(1)) { $0.confirmed(1) } }
        for await pages in stored {
            #expect(pages == 1)
            break
        }
        #expect(tries.withLock { $0 } == 3)
    }

    @Test func whatIsNewerIsSaidInItsPlace() async throws {
        let stored = Mutex<[Int]>([])
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { progress, _ in
            guard progress.confirmedPages > 1 else { throw NotStored() }
            stored.withLock { $0.append(progress.confirmedPages) }
        }
        try await onThread {
            try recorder.record(within: .milliseconds(1)) { $0.confirmed(1) }
            try recorder.record { $0.confirmed(2) }
        }
        await recorder.settle()
        #expect(stored.withLock { $0 } == [2])
    }

    @Test func aSlowSpoolDoesNotHoldTheCallUpAndKeepsTheOrder() async throws {
        let stored = Mutex<[Int]>([])
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let recorder = ProgressRecorder(job, logger: Logger(label: "test")) { progress, _ in
            if progress.confirmedPages == 1 { for await _ in gate { break } }
            stored.withLock { $0.append(progress.confirmedPages) }
        }
        try await onThread {
            for page in 1...3 { try recorder.record(within: .milliseconds(10)) { $0.confirmed(page) } }
        }
        #expect(recorder.current.progress.confirmedPages == 3)
        #expect(stored.withLock { $0 } == [])
        open.yield()
        await recorder.settle()
        #expect(stored.withLock { $0 } == [1, 2, 3])
    }
}
