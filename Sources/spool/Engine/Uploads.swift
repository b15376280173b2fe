import FaxModel
import Foundation
import Pipeline

/// Documents that arrive in pieces: files of their own until they are complete. They do not survive a restart of the
/// spool: whoever sends one begins anew.
struct Uploads {
    private struct Upload {
        var file: FileDescriptorFile
        var path: URL
        var hash = DocumentHash()
        var byteCount = 0
        var touched: ContinuousClock.Instant
    }

    /// How long an upload may rest before it is thrown away.
    static let patience: Duration = .seconds(600)

    private let directory: URL
    private var uploads: [UInt64: Upload] = [:]

    /// Uploads below `directory`; what an earlier spool left there is thrown away.
    init(directory: URL) throws {
        self.directory = directory
        try? FileManager.default.removeItem(at: directory)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Takes a piece; one that is there already is taken as a repetition.
    ///
    /// - Throws: `SpoolError` when the piece does not follow the last; `StoreError` when it can't be written: the upload is
    ///   then forgotten, because nobody knows how much of the piece is in its file.
    mutating func write(_ piece: UploadPiece, now: ContinuousClock.Instant) throws {
        if uploads[piece.upload] == nil, piece.offset == 0 {
            let path = directory.appending(path: String(piece.upload, radix: 16))
            uploads[piece.upload] = Upload(file: try FileDescriptorFile(creating: path), path: path, touched: now)
        }
        guard let upload = uploads[piece.upload], piece.offset <= upload.byteCount else {
            throw SpoolError(.unknown, "upload \(piece.upload) is not known up to byte \(piece.offset)")
        }
        uploads[piece.upload]?.touched = now
        guard piece.offset == upload.byteCount else { return }
        do {
            try upload.file.append(piece.bytes)
        } catch {
            discard(piece.upload)
            throw error
        }
        uploads[piece.upload]?.hash.update(piece.bytes)
        uploads[piece.upload]?.byteCount += piece.bytes.count
    }

    /// Ends an upload. The file is on disk when this returns.
    ///
    /// - Throws: `SpoolError` when the upload is not known, or is not what the client says; `StoreError` when it can't be synced.
    func seal(_ name: UInt64, digest: DocumentDigest, byteCount: Int) throws -> URL {
        guard let upload = uploads[name] else { throw SpoolError(.unknown, "upload \(name) is not known") }
        guard upload.byteCount == byteCount, upload.hash.finish() == digest else {
            throw SpoolError(.malformed, "upload \(name) is not the document that its digest names")
        }
        try upload.file.sync()
        return upload.path
    }

    /// Forgets an upload, and its file where that has not moved into the store.
    mutating func discard(_ name: UInt64) {
        guard let upload = uploads.removeValue(forKey: name) else { return }
        try? FileManager.default.removeItem(at: upload.path)
    }

    /// Throws away what has rested too long.
    mutating func sweep(now: ContinuousClock.Instant) {
        for (name, upload) in uploads where upload.touched + Self.patience < now { discard(name) }
    }
}
