public import FaxModel

/// A document that goes to the spool in pieces while it still arrives, so that nobody holds the whole of it.
///
/// Each `write` returns when the spool has the piece, which holds a fast sender back. A document that is never sealed
/// is thrown away by the spool.
public struct DocumentUpload: Sendable {
    private let client: SpoolClient
    private let name = UInt64.random(in: 1...UInt64.max)
    private let patience: Patience
    private var hash = DocumentHash()

    /// Bytes written so far.
    public private(set) var byteCount = 0

    /// How long the spool may take.
    enum Patience {
        /// So long for each piece.
        case each(Duration)
        /// Until then for all of them; `nil` for as long as it takes.
        case all(until: ContinuousClock.Instant?)
    }

    init(client: SpoolClient, patience: Patience) {
        self.client = client
        self.patience = patience
    }

    /// Sends the next bytes.
    ///
    /// - Throws: `SpoolError`: `busy` when the disk is too full, `unknown` when the spool restarted and has forgotten the
    ///   upload: it must then begin anew.
    public mutating func write(_ bytes: [UInt8]) async throws {
        for start in stride(from: 0, to: bytes.count, by: SpoolClient.pieceSize) {
            let piece = Array(bytes[start..<min(start + SpoolClient.pieceSize, bytes.count)])
            let request = Request.write(UploadPiece(upload: name, offset: byteCount, bytes: piece))
            try await client.accept(request, deadline: deadline)
            hash.update(piece)
            byteCount += piece.count
        }
    }

    /// Ends the document. It is on disk when this returns, and is kept while a task or a job refers to it.
    ///
    /// - Throws: `SpoolError`, as `write`.
    public func seal() async throws -> DocumentDigest {
        let digest = hash.finish()
        try await client.accept(.seal(upload: name, digest: digest, byteCount: byteCount), deadline: deadline)
        return digest
    }

    private var deadline: ContinuousClock.Instant? {
        switch patience {
        case .each(let duration): .now + duration
        case .all(let deadline): deadline
        }
    }
}
