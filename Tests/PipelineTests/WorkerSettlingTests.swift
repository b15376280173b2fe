import FaxModel
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

@Suite("A worker that tells the spool how a task ended", .timeLimit(.minutes(20)))
struct WorkerSettlingTests {
    private let folder: TemporaryFolder
    private let endpoint: String

    init() throws {
        folder = try TemporaryFolder()
        endpoint = ScriptedSpool.endpoint(in: folder)
    }

    /// A spool that refuses the first request that `isRefused` picks, and accepts all others.
    private func spool(
        refusing error: SpoolError, _ isRefused: @escaping @Sendable (Request) -> Bool
    ) throws -> ScriptedSpool {
        let refused = Mutex(false)
        return try ScriptedSpool(at: endpoint) { request in
            let isFirst = refused.withLock { refused in
                guard !refused, isRefused(request) else { return false }
                refused = true
                return true
            }
            return isFirst ? .refused(error) : ScriptedSpool.acceptsAll(request)
        }
    }

    private static func isEnd(_ request: Request) -> Bool {
        if case .complete = request { true } else { false }
    }

    @Test(arguments: [SpoolError.Code.busy, .storage])
    func anEndThatCannotBeStoredNowIsSaidAgain(_ code: SpoolError.Code) async throws {
        let spool = try spool(refusing: SpoolError(code, "not now"), Self.isEnd)
        defer { spool.stop() }
        let bench = try WorkerBench(at: endpoint, SimpleHandler { _ in Completion(.done) })
        spool.say(.leased(.sample(1)), to: try await spool.worker())
        let first = try await spool.completion()
        let second = try await spool.completion()
        #expect(first.completion == Completion(.done))
        #expect(second.completion == Completion(.done))
        try await bench.shutDown()
    }

    @Test(arguments: [SpoolError.Code.malformed, .version, .late, .taken, .damaged, .duplicate])
    func anEndThatTheSpoolCannotTakeSetsTheTaskAside(_ code: SpoolError.Code) async throws {
        let spool = try spool(refusing: SpoolError(code, "what is this"), Self.isEnd)
        defer { spool.stop() }
        let bench = try WorkerBench(
            at: endpoint,
            SimpleHandler { _ in SampleMessages.completion(.done, successors: [SampleMessages.successor]) })
        spool.say(.leased(.sample(1)), to: try await spool.worker())
        _ = try await spool.completion()
        let second = try await spool.completion().completion
        let failure = Failure(EnhancedStatusCode(5, 3, 0), "Its end could not be stored: what is this.")
        #expect(second == Completion(.corrupt(failure)))
        try await bench.shutDown()
    }

    @Test func anEndOfALeaseThatIsOverIsSaidOnce() async throws {
        let spool = try spool(refusing: SpoolError(.stale, "over"), Self.isEnd)
        let bench = try WorkerBench(at: endpoint, SimpleHandler { _ in Completion(.done) })
        spool.say(.leased(.sample(1)), to: try await spool.worker())
        _ = try await spool.completion()
        try await bench.shutDown()
        spool.stop()
        #expect(await spool.furtherCompletions() == [])
    }

    @Test func aLargeDocumentGoesAheadInPiecesAndASmallOneGoesAlong() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        let large = NewDocument([UInt8](repeating: 7, count: SpoolClient.inlineLimit + 1))
        let small = NewDocument([UInt8](repeating: 8, count: SpoolClient.inlineLimit))
        let bench = try WorkerBench(
            at: endpoint, SimpleHandler { _ in SampleMessages.completion(.done, documents: [large, small]) })
        spool.say(.leased(.sample(1)), to: try await spool.worker())
        var pieces: [UploadPiece] = []
        let end = try await spool.next { heard -> Completion? in
            switch heard.request {
            case .write(let piece):
                pieces.append(piece)
                return nil
            case .seal(let upload, let digest, let byteCount):
                #expect(upload == pieces.first?.upload)
                #expect(digest == large.digest)
                #expect(byteCount == large.bytes.count)
                return nil
            case .complete(_, let completion): return completion
            case .submit, .amend, .ready, .checkpoint, .fetch, .query, .command, .publish: return nil
            }
        }
        #expect(pieces.map(\.offset) == [0, SpoolClient.pieceSize])
        #expect(pieces.flatMap(\.bytes) == large.bytes)
        #expect(end.documents == [small])
        try await bench.shutDown()
        spool.stop()
    }

    @Test func aDocumentThatTheSpoolForgotOnItsWayGoesAgainFromItsStart() async throws {
        // The spool has restarted between the first piece and the second: uploads do not outlive it.
        let spool = try spool(refusing: SpoolError(.unknown, "upload 1 is not known")) { request in
            if case .write(let piece) = request { piece.offset > 0 } else { false }
        }
        defer { spool.stop() }
        let large = NewDocument([UInt8](repeating: 7, count: SpoolClient.inlineLimit + 1))
        let bench = try WorkerBench(
            at: endpoint, SimpleHandler { _ in SampleMessages.completion(.done, documents: [large]) })
        spool.say(.leased(.sample(1)), to: try await spool.worker())
        var offsets: [Int] = []
        var uploads: Set<UInt64> = []
        let end = try await spool.next { heard -> Completion? in
            if case .write(let piece) = heard.request {
                offsets.append(piece.offset)
                uploads.insert(piece.upload)
            }
            guard case .complete(_, let completion) = heard.request else { return nil }
            return completion
        }
        #expect(end.verdict == .done)
        #expect(offsets == [0, SpoolClient.pieceSize, 0, SpoolClient.pieceSize])
        #expect(uploads.count == 2)
        try await bench.shutDown()
    }
}
