import Configuration
import Dispatch
import FaxModel
import Foundation
import Synchronization
import Testing

@testable import UserProfiles

@Suite("All profiles, while they change", .timeLimit(.minutes(20))) struct ProfileBookTests {
    /// Profiles that a test changes.
    private final class Source: ProfileSource {
        private let state: Mutex<SourcedProfiles?>
        private let merging = Mutex<(@Sendable () -> Void)?>(nil)

        /// It is asked for its name when its profiles are merged.
        var name: String {
            merging.withLock { $0.take() }?()
            return "the test"
        }

        init(_ count: Int?) {
            state = Mutex(count.map { Self.profiles($0) })
        }

        private static func profiles(_ count: Int) -> SourcedProfiles {
            SourcedProfiles(
                version: count, profiles: (0..<count).map { UserProfile(name: "p\($0)", to: ["p\($0)@example.com"]) })
        }

        func change(_ count: Int) {
            state.withLock { $0 = Self.profiles(count) }
        }

        /// Has `body` called by the next who merges, before he has merged.
        func whenMerging(_ body: @escaping @Sendable () -> Void) {
            merging.withLock { $0 = body }
        }

        func profiles(isForced: Bool) throws(ProfileSourceError) -> SourcedProfiles {
            guard let list = state.withLock({ $0 }) else {
                throw ProfileSourceError(source: name, message: "has not been read yet", isPending: true)
            }
            return list
        }
    }

    private func book(_ source: Source) throws -> ProfileBook {
        let configuration = try Configuration(text: "", file: "f")
        return ProfileBook(configuration, others: [source]) { _ in }
    }

    /// Changes what `source` has, and calls `during` when it has other profiles and they are not merged yet.
    private func update(_ book: ProfileBook, _ source: Source, to count: Int, during: () throws -> Void) throws {
        let (began, end, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        Thread.detachNewThread {
            _ = book.update {
                source.change(count)
                began.signal()
                end.wait()
            }
            done.signal()
        }
        began.wait()
        defer {
            end.signal()
            done.wait()
        }
        try during()
    }

    @Test("Whoever asks while profiles are merged is answered by those of before, at once")
    func change() throws {
        let source = Source(1)
        let book = try book(source)
        #expect(try book.table().count == 1)
        try update(book, source, to: 3) {
            let count = try book.table().count
            #expect(count == 1)
        }
        #expect(try book.table().count == 3)
        source.change(4)
        #expect(try book.table().count == 4, "what nobody announces is seen by the next who asks")
    }

    @Test(
        "While the first profiles of a source are merged it has not been read yet: nobody takes its numbers for unknown"
    )
    func first() throws {
        let source = Source(nil)
        let book = try book(source)
        #expect(book.reading().table.count == 0)
        try update(book, source, to: 2) {
            let error = #expect(throws: ProfileSourceError.self) { try book.table() }
            #expect(error?.isPending == true)
        }
        #expect(try book.table().count == 2)
    }

    @Test("Who merges older profiles and ends later takes the place of no newer ones, and is answered by these himself")
    func overtaken() throws {
        let source = Source(1)
        let book = try book(source)
        #expect(try book.table().count == 1)
        let (began, end, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let late = Mutex(0)
        Thread.detachNewThread {
            let table = book.update {
                source.change(2)
                source.whenMerging {
                    began.signal()
                    end.wait()
                }
            }
            late.withLock { $0 = table.count }
            done.signal()
        }
        began.wait()
        source.change(3)
        #expect(book.reading(isForced: true).table.count == 3)
        #expect(try book.table().count == 3, "although another one is still merging")
        // While a third one merges, whoever asks is answered by what counts.
        try update(book, source, to: 3) {
            end.signal()
            done.wait()
            let count = try book.table().count
            #expect(count == 3)
        }
        #expect(late.withLock { $0 } == 3)
    }
}
