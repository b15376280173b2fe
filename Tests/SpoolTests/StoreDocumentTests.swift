import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("A store's documents")
struct StoreDocumentTests {
    /// A document of so many bytes, no two pieces of which are alike.
    private static func document(_ count: Int) -> NewDocument {
        NewDocument((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    }

    private func read(
        _ bench: StoreBench, _ digest: DocumentDigest, offset: Int = 0, count: Int = .max
    ) throws -> (total: Int, bytes: [UInt8])? {
        try bench.commit { try $0.read(digest, offset: offset, count: count) }
    }

    private static let sizes = [0, 1, TestedStore.largestEmbedded, TestedStore.largestEmbedded + 1]

    @Test(arguments: TestedStore.allCases, sizes)
    func aDocumentIsReadAsItWasWritten(_ kind: TestedStore, _ size: Int) throws {
        let bench = try StoreBench(kind)
        let document = Self.document(size)
        try bench.commit { try $0.insert(document, at: .after(0)) }
        try bench.reopen()
        let read = try #require(try read(bench, document.digest))
        #expect(read.total == size)
        #expect(read.bytes == document.bytes)
    }

    @Test(arguments: TestedStore.allCases, [1000, TestedStore.largestEmbedded + 1])
    func aDocumentIsReadInPieces(_ kind: TestedStore, _ size: Int) throws {
        let bench = try StoreBench(kind)
        let document = Self.document(size)
        try bench.commit { try $0.insert(document, at: .after(0)) }
        let middle = try #require(try read(bench, document.digest, offset: 10, count: 20))
        #expect(middle.total == size)
        #expect(middle.bytes == Array(document.bytes[10..<30]))
        #expect(try read(bench, document.digest, offset: size - 5, count: 20)?.bytes == Array(document.bytes.suffix(5)))
        #expect(try read(bench, document.digest, offset: 0, count: 0)?.bytes == [])
    }

    @Test(arguments: TestedStore.allCases, [1000, TestedStore.largestEmbedded + 1])
    func whatLiesBehindTheEndIsEmptyHoweverFar(_ kind: TestedStore, _ size: Int) throws {
        let bench = try StoreBench(kind)
        let document = Self.document(size)
        try bench.commit { try $0.insert(document, at: .after(0)) }
        for offset in [size, size + 1, Int(UInt32.max), 1 << 32, .max] {
            let read = try #require(try read(bench, document.digest, offset: offset, count: 10))
            #expect(read.total == size)
            #expect(read.bytes == [], "at \(offset)")
        }
    }

    @Test(arguments: TestedStore.allCases, [1000, TestedStore.largestEmbedded + 1])
    func asManyBytesAsThereAreComeHoweverManyAreAskedFor(_ kind: TestedStore, _ size: Int) throws {
        let bench = try StoreBench(kind)
        let document = Self.document(size)
        try bench.commit { try $0.insert(document, at: .after(0)) }
        for count in [size, Int(Int32.max) + 1, Int(UInt32.max), 1 << 32 + 1] {
            #expect(try read(bench, document.digest, count: count)?.bytes == document.bytes, "\(count) bytes")
        }
    }

    @Test(arguments: TestedStore.allCases)
    func anUnknownDocumentIsNone(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        #expect(try read(bench, Self.document(1).digest) == nil)
    }

    @Test(arguments: TestedStore.allCases, sizes)
    func aDocumentThatIsKeptTwiceIsKeptOnce(_ kind: TestedStore, _ size: Int) throws {
        let bench = try StoreBench(kind)
        let document = Self.document(size)
        for _ in 0..<2 { try bench.commit { try $0.insert(document, at: .after(0)) } }
        #expect(try read(bench, document.digest)?.bytes == document.bytes)
    }

    @Test(arguments: TestedStore.allCases, sizes)
    func aFileThatIsCompleteMovesIntoTheStore(_ kind: TestedStore, _ size: Int) throws {
        let bench = try StoreBench(kind)
        let document = Self.document(size)
        let file = bench.folder.url.appending(path: "upload")
        try Data(document.bytes).write(to: file)
        try bench.commit { try $0.adopt(file, digest: document.digest, byteCount: size, at: .after(0)) }
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try bench.reopen()
        #expect(try read(bench, document.digest, offset: 0, count: size)?.bytes == document.bytes)
    }

    @Test(arguments: TestedStore.allCases)
    func aFileThatIsNotThereIsAnError(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let file = bench.folder.url.appending(path: "nowhere")
        let digest = Self.document(1).digest
        #expect(throws: StoreError.self) {
            try bench.commit { try $0.adopt(file, digest: digest, byteCount: 1, at: .after(0)) }
        }
        #expect(try read(bench, digest) == nil)
    }
}
