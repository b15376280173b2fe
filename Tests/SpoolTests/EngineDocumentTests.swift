import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("Documents that go through the engine")
struct EngineDocumentTests {
    private let document = NewDocument(Array("abcdef".utf8))

    private func write(_ offset: Int, _ text: String) -> Request {
        .write(UploadPiece(upload: 7, offset: offset, bytes: Array(text.utf8)))
    }

    private var seal: Request { .seal(upload: 7, digest: document.digest, byteCount: 6) }

    @Test("A document gets a name only when it is there, and the name tells where it is")
    func publishing() throws {
        let bench = try EngineBench()
        let publish = Request.publish(
            name: "directory", PublishedDocument(digest: document.digest, byteCount: document.bytes.count))
        #expect(bench.ask(publish)?.refusal == .unknown)
        #expect(bench.ask(.query(.publication("directory")))?.refusal == .unknown)
        _ = bench.ask(.write(UploadPiece(upload: 1, offset: 0, bytes: document.bytes)))
        #expect(bench.ask(.seal(upload: 1, digest: document.digest, byteCount: document.bytes.count)) == .accepted)
        #expect(bench.ask(publish) == .accepted && bench.ask(publish) == .accepted, "once more changes nothing")
        guard case .answer(let json)? = bench.ask(.query(.publication("directory"))) else {
            Issue.record("no answer")
            return
        }
        let publication = try ReportCoding.decode(Publication.self, from: json)
        #expect(publication.document == document.digest && publication.byteCount == document.bytes.count)
        #expect(bench.ask(.publish(name: "directory", nil)) == .accepted)
        #expect(bench.ask(.query(.publication("directory")))?.refusal == .unknown)
    }

    private var fetch: Request { .fetch(digest: document.digest, offset: 0, count: 100) }

    @Test func aDocumentArrivesInPiecesAndIsKeptWhenItIsSealed() throws {
        let bench = try EngineBench()
        #expect(bench.ask(write(0, "abc")) == .accepted)
        #expect(bench.ask(write(3, "def")) == .accepted)
        #expect(bench.ask(fetch)?.refusal == .unknown)
        #expect(bench.ask(seal) == .accepted)
        try bench.restart()
        #expect(bench.ask(fetch) == .content(total: 6, bytes: document.bytes))
    }

    @Test func everyRequestOfAnUploadMayBeRepeated() throws {
        let bench = try EngineBench()
        for request in [write(0, "abc"), write(3, "def"), seal] {
            for _ in 0..<2 { #expect(bench.ask(request) == .accepted) }
        }
        #expect(bench.ask(write(3, "def"))?.refusal == .unknown)
        #expect(bench.ask(fetch) == .content(total: 6, bytes: document.bytes))
    }

    @Test func aPieceThatDoesNotFollowIsRefused() throws {
        let bench = try EngineBench()
        #expect(bench.ask(write(3, "def"))?.refusal == .unknown)
        #expect(bench.ask(write(0, "abc")) == .accepted)
        #expect(bench.ask(write(4, "ef"))?.refusal == .unknown)
        #expect(bench.ask(write(.max, "ef"))?.refusal == .unknown)
        #expect(bench.ask(write(3, "def")) == .accepted)
        #expect(bench.ask(seal) == .accepted)
    }

    @Test func aDocumentThatIsNotWhatItsDigestSaysIsNotKept() throws {
        let bench = try EngineBench()
        bench.ask(write(0, "abcdeg"))
        #expect(bench.ask(seal)?.refusal == .malformed)
        #expect(bench.ask(fetch)?.refusal == .unknown)
        let short = Request.seal(upload: 7, digest: document.digest, byteCount: 5)
        #expect(bench.ask(short)?.refusal == .malformed)
    }

    @Test func anUploadThatCouldNotBeWrittenBeginsAnew() throws {
        let bench = try EngineBench()
        // A disk that is full when the file of upload 7 is written.
        try FileManager.default.createSymbolicLink(
            at: bench.folder.url.appending(path: "incoming/7"), withDestinationURL: URL(filePath: "/dev/full"))
        #expect(bench.ask(write(0, "abc"))?.refusal == .storage)
        #expect(bench.ask(write(3, "def"))?.refusal == .unknown)
        #expect(bench.ask(write(0, "abc")) == .accepted)
        #expect(bench.ask(write(3, "def")) == .accepted)
        #expect(bench.ask(seal) == .accepted)
        #expect(bench.ask(fetch) == .content(total: 6, bytes: document.bytes))
    }

    @Test func anUploadThatNobodyBeganCannotBeSealed() throws {
        let bench = try EngineBench()
        #expect(bench.ask(seal)?.refusal == .unknown)
    }

    @Test func anUploadDoesNotSurviveARestart() throws {
        let bench = try EngineBench()
        bench.ask(write(0, "abc"))
        try bench.restart()
        #expect(bench.ask(write(3, "def"))?.refusal == .unknown)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.url.path + "/incoming").isEmpty)
    }

    @Test func anUploadThatRestsIsThrownAway() throws {
        let bench = try EngineBench()
        bench.ask(write(0, "abc"))
        bench.tick(after: .seconds(599))
        #expect(bench.ask(write(3, "d")) == .accepted)
        bench.tick(after: .seconds(600))
        #expect(bench.ask(write(4, "e")) == .accepted)
        bench.tick(after: .seconds(604))
        #expect(bench.ask(write(5, "f"))?.refusal == .unknown)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.url.path + "/incoming").isEmpty)
    }

    @Test func aDocumentThatIsKeptAlreadyIsSealedWithoutABetterOne() throws {
        let bench = try EngineBench()
        bench.ask(.submit(Submission(order: .sample, tasks: [], documents: [document])))
        bench.ask(write(0, "rubbish"))
        #expect(bench.ask(seal) == .accepted)
        #expect(bench.ask(fetch) == .content(total: 6, bytes: document.bytes))
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.url.path + "/incoming").isEmpty)
    }

    @Test func aDocumentIsReadInPiecesAndEndsWhereItEnds() throws {
        let bench = try EngineBench()
        bench.ask(.submit(Submission(order: .sample, tasks: [], documents: [document])))
        func piece(_ offset: Int, _ count: Int) -> Response? {
            bench.ask(.fetch(digest: document.digest, offset: offset, count: count))
        }
        #expect(piece(2, 3) == .content(total: 6, bytes: Array("cde".utf8)))
        #expect(piece(5, 3) == .content(total: 6, bytes: Array("f".utf8)))
        #expect(piece(.max, Int(UInt32.max)) == .content(total: 6, bytes: []))
    }

    @Test func aDocumentWhoseFileIsGoneFailsItsReaderAndNobodyElse() throws {
        let bench = try EngineBench()
        let large = NewDocument([UInt8](repeating: 1, count: SQLiteStore.largestEmbedded + 1))
        bench.ask(.submit(Submission(order: .sample, tasks: [], documents: [large])))
        try FileManager.default.removeItem(at: bench.folder.url.appending(path: "documents"))
        let answers = bench.process([
            ("a", .fetch(digest: large.digest, offset: 0, count: 1)),
            ("b", .submit(Submission(order: OrderID(rawValue: 2), tasks: [.named("x")]))),
        ])
        #expect(answers.map(\.refusal) == [.damaged, nil])
        #expect(bench.engine.depth == 1)
    }

    @Test func aFolderThatCannotBeWrittenFailsItsWriterAndNobodyElse() throws {
        let bench = try EngineBench()
        try FileManager.default.removeItem(at: bench.folder.url.appending(path: "incoming"))
        let answers = bench.process([
            ("a", write(0, "abc")), ("b", .submit(Submission(order: .sample, tasks: [.named("x")]))),
        ])
        #expect(answers.map(\.refusal) == [.storage, nil])
    }
}
