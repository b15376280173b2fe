import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

// Documents: those that come within a message, and those that come and go in pieces.

extension SpoolEngine {
    /// Checks that documents are what they say.
    func check(_ documents: [NewDocument]) throws(SpoolError) {
        for document in documents where DocumentDigest(of: document.bytes) != document.digest {
            throw SpoolError(.malformed, "a document is not what its digest \(document.digest) says")
        }
    }

    /// Keeps documents.
    func store(_ documents: [NewDocument], _ batch: Batch) throws {
        for document in documents { try batch.transaction.insert(document, at: batch.now.wall) }
    }

    /// Takes a piece of an upload.
    mutating func write(_ worker: WorkerID, _ piece: UploadPiece, _ now: Moment) throws -> Response {
        // The room that is kept free is for the work in hand: whoever holds a task may use it.
        guard queue.leases.holdsAny(worker) || disk.freeBytes(now: now.steady) >= settings.minimumFreeDisk.bytes else {
            return .refused(SpoolError(.busy, "the spool's disk has too little room left"))
        }
        do {
            try uploads.write(piece, now: now.steady)
            return .accepted
        } catch let error as StoreError {
            logger.error("A document's file failed: \(error)")
            // The mail before may have taken the room that there was a moment ago.
            disk.forget()
            let isFull = disk.freeBytes(now: now.steady) < settings.minimumFreeDisk.bytes
            return .refused(SpoolError(isFull ? .busy : .storage, error.description))
        }
    }

    /// Keeps an upload that is complete.
    mutating func seal(
        _ name: UInt64, _ digest: DocumentDigest, _ byteCount: Int, _ batch: Batch
    ) throws -> Response {
        // A document's file that can't be written fails its own request, not the batch. Where it is the database that has
        // failed, it has undone the transaction, and the next statement fails the batch.
        do {
            do {
                // It takes the place of what is kept already, which may be damaged.
                let file = try uploads.seal(name, digest: digest, byteCount: byteCount)
                try batch.transaction.adopt(file, digest: digest, byteCount: byteCount, at: batch.now.wall)
            } catch let error as SpoolError {
                // A repetition of a seal whose answer was lost finds the document in the store.
                guard try batch.transaction.touch(digest, at: batch.now.wall) else { throw error }
            }
        } catch let error as StoreError {
            logger.error("A document's file failed: \(error)")
            return .refused(SpoolError(.storage, error.description))
        }
        uploads.discard(name)
        return .accepted
    }

    /// Gives a document a name.
    func publish(_ document: PublishedDocument?, as name: String, _ batch: Batch) throws -> Response {
        if let document {
            guard try batch.transaction.touch(document.digest, at: batch.now.wall) else {
                return .refused(SpoolError(.unknown, "there is no document \(document.digest)"))
            }
        }
        try batch.transaction.publish(document, as: name, at: batch.now.wall)
        return .accepted
    }

    /// A piece of a document.
    func fetch(_ digest: DocumentDigest, _ offset: Int, _ count: Int, _ batch: Batch) -> Response {
        do {
            guard let piece = try batch.transaction.read(digest, offset: offset, count: count) else {
                return .refused(SpoolError(.unknown, "there is no document \(digest)"))
            }
            return .content(total: piece.total, bytes: piece.bytes)
        } catch {
            logger.error("A document can't be read: \(error)")
            let isLoss = (error as? StoreError)?.isLoss ?? false
            return .refused(SpoolError(isLoss ? .damaged : .storage, "\(error)"))
        }
    }
}
