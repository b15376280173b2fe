import FaxModel
import Foundation
import GRDB
import Pipeline

extension SQLiteTransaction {
    func insert(_ document: NewDocument, at time: Date) throws {
        let embedded = document.bytes.count <= SQLiteStore.largestEmbedded
        if !embedded {
            try files.write(document.bytes, digest: document.digest)
            leftovers.digests.remove(document.digest)
        }
        try insert(
            document.digest, byteCount: document.bytes.count, bytes: embedded ? Data(document.bytes) : nil, at: time)
    }

    func adopt(_ file: URL, digest: DocumentDigest, byteCount: Int, at time: Date) throws {
        try files.adopt(file, digest: digest)
        leftovers.digests.remove(digest)
        try insert(digest, byteCount: byteCount, bytes: nil, at: time)
    }

    func touch(_ digest: DocumentDigest, at time: Date) throws -> Bool {
        let row = try row(
            "SELECT size, bytes IS NOT NULL AS embedded FROM document WHERE digest = ?", [Data(digest.bytes)])
        guard let row, row["embedded"] || files.size(of: digest) == row["size"] else { return false }
        try run("UPDATE document SET created = ? WHERE digest = ?", [time.column, Data(digest.bytes)])
        return true
    }

    func read(_ digest: DocumentDigest, offset: Int, count: Int) throws -> (total: Int, bytes: [UInt8])? {
        let row = try row(
            "SELECT size, bytes IS NOT NULL AS embedded, substr(bytes, ?, ?) AS piece FROM document WHERE digest = ?",
            [
                // SQLite counts in 32 bits here; no embedded document is longer than this.
                min(offset, SQLiteStore.largestEmbedded) + 1, min(count, SQLiteStore.largestEmbedded),
                Data(digest.bytes),
            ])
        guard let row else { return nil }
        let total: Int = row["size"]
        guard row["embedded"] else {
            let start = min(offset, total)
            return (total, try files.read(digest, offset: start, count: min(count, total - start)))
        }
        return (total, Array(row["piece"] as Data? ?? Data()))
    }

    private func insert(_ digest: DocumentDigest, byteCount: Int, bytes: Data?, at time: Date) throws {
        try run(
            """
            INSERT INTO document (digest, size, created, bytes) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET created = excluded.created
            """,
            [Data(digest.bytes), byteCount, time.column, bytes])
    }
}
