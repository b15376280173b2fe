public import FaxModel
import Foundation
public import Logging

/// Talks to the spool for a program that submits, or for an operator. (A stage's worker has a `Lease` instead.)
///
/// Requests from many tasks at once are in flight together: they share the spool's commits.
public final class SpoolClient: Sendable {
    /// Documents of up to this many bytes travel within the message that refers to them; larger ones go ahead in pieces.
    public static let inlineLimit = 256 << 10

    /// Bytes of a piece of a large document.
    static let pieceSize = 256 << 10

    let connection: SpoolConnection

    /// A client of the spool at `endpoint`; it waits for the spool when it is not there yet.
    ///
    /// - Parameters:
    ///   - credentials: who this is, and who the spool is; `nil` where whoever opens the endpoint may talk to it.
    ///   - lease: the spool's lease time, of which a heartbeat takes a fifth. A worker that has not heard of a spool on another
    ///     host for two thirds of it hands back what it holds, as soon as that does no harm.
    ///   - patience: after how long without an answer the log says that the spool is not heard of; `nil` for never.
    /// - Throws: `ZeroMQError` when the endpoint can't be one.
    public init(
        endpoint: String, credentials: SpoolCredentials? = nil, lease: Duration = .seconds(25),
        patience: Duration? = nil, logger: Logger
    ) throws {
        connection = try SpoolConnection(
            endpoint: endpoint, credentials: credentials, heartbeat: lease / 5,
            cutOff: endpoint.hasPrefix("tcp:") ? lease * 2 / 3 : nil, patience: patience, logger: logger)
    }

    /// Hands in an order. It is on disk when this returns.
    ///
    /// - Throws: `SpoolError`: `busy` when nothing can be accepted now, `unreachable` when no answer came in `timeout`:
    ///   the order may then be stored all the same, and the same submission may be handed in again.
    public func submit(_ submission: Submission, timeout: Duration = .seconds(30)) async throws {
        let deadline = ContinuousClock.now + timeout
        var submission = submission
        // Whoever is told that it could not be stored must not find it stored later: what the spool takes up in time has
        // two more such times to be committed and answered.
        submission.validUntil = Date().addingTimeInterval(timeout / .seconds(3))
        submission.documents = try await sendAhead(submission.documents, deadline: deadline)
        try await accept(.submit(submission), deadline: deadline)
    }

    /// Replaces what the only task of an order says, as long as no worker has it. It is on disk when this returns.
    ///
    /// - Throws: `SpoolError`: `stale` when the task is in other hands; `unreachable` when no answer came in `timeout`: it may
    ///   then be stored all the same, and the same or a later amendment may be handed in.
    public func amend(_ amendment: Amendment, timeout: Duration = .seconds(30)) async throws {
        let deadline = ContinuousClock.now + timeout
        var amendment = amendment
        amendment.documents = try await sendAhead(amendment.documents, deadline: deadline)
        try await accept(.amend(amendment), deadline: deadline)
    }

    /// Begins to store a document that comes in pieces and is too large to hold. The spool has 30 s for each piece.
    public func upload() -> DocumentUpload {
        DocumentUpload(client: self, patience: .each(.seconds(30)))
    }

    /// Reads a whole document.
    ///
    /// - Throws: `SpoolError`: `unknown` when the spool has no such document; `damaged` when it is not what it was.
    public func document(_ digest: DocumentDigest, timeout: Duration = .seconds(60)) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + timeout
        var bytes: [UInt8] = []
        try await read(digest, deadline: { deadline }) { bytes += $0 }
        return bytes
    }

    /// Reads a document that is too large to hold, piece by piece; the spool has 30 s for each. What came before an error counts for nothing.
    ///
    /// - Throws: `SpoolError`, as `document`, and what `take` throws.
    public func read(_ digest: DocumentDigest, _ take: ([UInt8]) throws -> Void) async throws {
        try await read(digest, deadline: { .now + .seconds(30) }, take)
    }

    private func read(
        _ digest: DocumentDigest, deadline: () -> ContinuousClock.Instant, _ take: ([UInt8]) throws -> Void
    ) async throws {
        var hash = DocumentHash()
        var count = 0
        repeat {
            let request = Request.fetch(digest: digest, offset: count, count: Self.pieceSize)
            switch await connection.ask(request, deadline: deadline()) {
            case .content(let total, let piece):
                hash.update(piece)
                count += piece.count
                try take(piece)
                if count >= total || piece.isEmpty {
                    guard hash.finish() == digest else {
                        throw SpoolError(.damaged, "document \(digest) is not what it was")
                    }
                    return
                }
            case .refused(let error):
                throw error
            case .accepted, .readied, .leased, .answer:
                throw SpoolError(.malformed, "the spool answered a fetch with something else")
            }
        } while true
    }

    /// Reads the first `count` bytes of a document, or all of it where it is shorter. (Whether a part is as it was written,
    /// its digest does not tell.)
    ///
    /// - Throws: `SpoolError`, as `document`.
    public func beginning(
        of digest: DocumentDigest, count: Int, timeout: Duration = .seconds(60)
    ) async throws -> [UInt8] {
        let request = Request.fetch(digest: digest, offset: 0, count: min(count, Self.pieceSize))
        switch await connection.ask(request, deadline: .now + timeout) {
        case .content(_, let piece): return piece
        case .refused(let error): throw error
        case .accepted, .readied, .leased, .answer:
            throw SpoolError(.malformed, "the spool answered a fetch with something else")
        }
    }

    /// Asks for a report.
    ///
    /// - Throws: `SpoolError`, or `DecodingError` when the answer is no such report.
    public func query<Report: Decodable>(
        _ query: Query, as type: Report.Type, timeout: Duration = .seconds(10)
    ) async throws -> Report {
        switch await connection.ask(.query(query), deadline: .now + timeout) {
        case .answer(let json): return try ReportCoding.decode(type, from: json)
        case .refused(let error): throw error
        case .accepted, .readied, .leased, .content:
            throw SpoolError(.malformed, "the spool answered a query with something else")
        }
    }

    /// Has something done.
    ///
    /// - Throws: `SpoolError`: `unknown` when what the command is about is not there.
    public func perform(_ command: Command, timeout: Duration = .seconds(10)) async throws -> CommandReport {
        switch await connection.ask(.command(command), deadline: .now + timeout) {
        case .answer(let json): return try ReportCoding.decode(CommandReport.self, from: json)
        case .refused(let error): throw error
        case .accepted, .readied, .leased, .content:
            throw SpoolError(.malformed, "the spool answered a command with something else")
        }
    }

    /// Gives a document that the spool has a name, in place of the one that had it; `nil` takes the name away. On disk when this returns.
    ///
    /// - Throws: `SpoolError`: `unknown` when the spool has no such document.
    public func publish(
        _ document: PublishedDocument?, as name: String, timeout: Duration = .seconds(30)
    ) async throws {
        try await accept(.publish(name: name, document), deadline: .now + timeout)
    }

    /// The document that has this name; `nil` where none has.
    public func publication(_ name: String, timeout: Duration = .seconds(10)) async throws -> Publication? {
        do {
            return try await query(.publication(name), as: Publication.self, timeout: timeout)
        } catch let error as SpoolError where error.code == .unknown {
            return nil
        }
    }

    /// Ends the connection; requests that wait fail.
    public func close() {
        connection.close()
    }

    /// Sends the large ones of `documents` to the spool; the small ones are returned.
    func sendAhead(
        _ documents: [NewDocument], deadline: ContinuousClock.Instant?
    ) async throws -> [NewDocument] {
        var small: [NewDocument] = []
        for document in documents {
            guard document.bytes.count > Self.inlineLimit else {
                small.append(document)
                continue
            }
            var upload = DocumentUpload(client: self, patience: .all(until: deadline))
            try await upload.write(document.bytes)
            _ = try await upload.seal()
        }
        return small
    }

    /// Asks for something that is either accepted or refused.
    func accept(_ request: Request, deadline: ContinuousClock.Instant?) async throws {
        switch await connection.ask(request, deadline: deadline) {
        case .accepted: return
        case .refused(let error): throw error
        case .readied, .leased, .content, .answer:
            throw SpoolError(.malformed, "the spool answered with something else than was asked")
        }
    }
}
