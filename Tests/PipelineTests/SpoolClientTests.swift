import FaxModel
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

@Suite("A client of the spool", .timeLimit(.minutes(20)))
struct SpoolClientTests {
    private let folder: TemporaryFolder
    private let endpoint: String
    private let submission = Submission(order: SampleMessages.order, tasks: [SampleMessages.first])

    init() throws {
        folder = try TemporaryFolder()
        endpoint = ScriptedSpool.endpoint(in: folder)
    }

    private func client() throws -> SpoolClient {
        try SpoolClient(endpoint: endpoint, logger: .silent)
    }

    /// A spool that has one document and sends it in pieces as asked.
    private func spool(with bytes: [UInt8], damaged: Bool = false) throws -> ScriptedSpool {
        let digest = DocumentDigest(of: bytes)
        return try ScriptedSpool(at: endpoint) { request in
            guard case .fetch(digest, let offset, let count) = request else {
                return .refused(SpoolError(.unknown, "there is no such document"))
            }
            var piece = Array(bytes[offset..<min(offset + count, bytes.count)])
            if damaged, !piece.isEmpty { piece[0] ^= 1 }
            return .content(total: bytes.count, bytes: piece)
        }
    }

    @Test func anOrderIsHandedIn() async throws {
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        let before = Date()
        try await client.submit(submission, timeout: .seconds(20))
        var heard = try await spool.submission()
        // Whoever waits to the end will not find it stored later. (The wire carries milliseconds.)
        #expect(heard.validUntil >= before.addingTimeInterval(6.665))
        #expect(heard.validUntil <= Date().addingTimeInterval(6.668))
        heard.validUntil = submission.validUntil
        #expect(heard == submission)
    }

    @Test func aRefusalIsThrown() async throws {
        let spool = try ScriptedSpool(at: endpoint) { _ in .refused(SpoolError(.busy, "full")) }
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        await #expect(throws: SpoolError(.busy, "full")) { try await client.submit(submission) }
    }

    @Test func anAnswerToSomethingElseIsAnError() async throws {
        let spool = try ScriptedSpool(at: endpoint) { _ in .content(total: 0, bytes: []) }
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        await #expect { try await client.submit(submission) } throws: { ($0 as? SpoolError)?.code == .malformed }
        await #expect { try await client.query(.queue, as: QueueReport.self) } throws: {
            ($0 as? SpoolError)?.code == .malformed
        }
        await #expect { try await client.perform(.retry(nil)) } throws: { ($0 as? SpoolError)?.code == .malformed }
    }

    @Test func aSpoolThatDoesNotAnswerIsUnreachable() async throws {
        let spool = try ScriptedSpool(at: endpoint) { _ in nil }
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        await #expect { try await client.submit(submission, timeout: .milliseconds(20)) } throws: {
            ($0 as? SpoolError)?.code == .unreachable
        }
    }

    @Test func aReportIsRead() async throws {
        let lines = LineList(lines: [LineStatus(name: "line1", group: .default, state: .free)])
        let spool = try ScriptedSpool(at: endpoint) { _ in .answer(ReportCoding.encode(lines)) }
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        #expect(try await client.query(.lines, as: LineList.self) == lines)
        await #expect(throws: DecodingError.self) { try await client.query(.queue, as: QueueReport.self) }
    }

    @Test func aCommandIsDoneAndReported() async throws {
        let report = CommandReport(jobs: 1, tasks: 2, inHand: 3)
        let spool = try ScriptedSpool(at: endpoint) { request in
            guard case .command(.cancel(.job(SampleMessages.job))) = request else {
                return .refused(SpoolError(.unknown, "there is no such job"))
            }
            return .answer(ReportCoding.encode(report))
        }
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        #expect(try await client.perform(.cancel(.job(SampleMessages.job))) == report)
        await #expect(throws: SpoolError(.unknown, "there is no such job")) {
            try await client.perform(.hold(.job(SampleMessages.job)))
        }
    }

    @Test(arguments: [0, 1, SpoolClient.pieceSize, SpoolClient.pieceSize + 1, 3 * SpoolClient.pieceSize])
    func aDocumentIsReadInPieces(_ count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let spool = try spool(with: bytes)
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        #expect(try await client.document(DocumentDigest(of: bytes), timeout: .seconds(600)) == bytes)
    }

    @Test func theBeginningOfADocumentIsReadAsFarAsItGoes() async throws {
        let bytes: [UInt8] = [1, 2, 3, 4]
        let spool = try spool(with: bytes)
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        let digest = DocumentDigest(of: bytes)
        #expect(try await client.beginning(of: digest, count: 3) == [1, 2, 3])
        #expect(try await client.beginning(of: digest, count: 9) == bytes)
        await #expect { try await client.beginning(of: DocumentDigest(of: [9]), count: 1) } throws: {
            ($0 as? SpoolError)?.code == .unknown
        }
    }

    @Test func aDamagedDocumentIsAnError() async throws {
        let spool = try spool(with: [1, 2, 3], damaged: true)
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        await #expect { try await client.document(DocumentDigest(of: [1, 2, 3])) } throws: {
            ($0 as? SpoolError)?.code == .damaged
        }
        await #expect { try await client.document(DocumentDigest(of: [9])) } throws: {
            ($0 as? SpoolError)?.code == .unknown
        }
    }

    @Test func requestsFromManyTasksAreInFlightTogether() async throws {
        // The spool answers nobody before it has heard all.
        let heard = Mutex(0)
        let spool = try ScriptedSpool(at: endpoint) { _ in
            let count = heard.withLock { count in
                count += 1
                return count
            }
            return count < 20 ? nil : .answer(ReportCoding.encode(CommandReport(tasks: count)))
        }
        defer { spool.stop() }
        let client = try client()
        defer { client.close() }
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await client.query(.queue, as: CommandReport.self, timeout: .seconds(40)).tasks }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 20)
        #expect(answers.min() == 20)
    }

    @Test func aClosedConnectionAnswersWhatWaitsAndWhatComesLater() async throws {
        let client = try client()
        let waiting = Task { await client.connection.ask(.query(.queue), deadline: nil) }
        // A request whose time is over at once: when it is answered, the connection is at work.
        _ = await client.connection.ask(.query(.queue), deadline: .now)
        client.close()
        for response in [await waiting.value, await client.connection.ask(.query(.queue), deadline: nil)] {
            guard case .refused(let error) = response else {
                Issue.record("answered with \(response)")
                continue
            }
            #expect(error.code == .unreachable)
        }
    }

    @Test func anEndpointThatCannotBeOneIsAnErrorAtOnce() {
        #expect(throws: (any Error).self) { try SpoolClient(endpoint: "fax://nowhere", logger: .silent) }
    }
}
