import FaxModel
import Foundation
import Pipeline

extension SQLiteTransaction {
    func insert(_ document: NewDocument, at time: Date) throws {
        let embedded = document.bytes.count <= SQLiteStore.largestEmbedded
        if !embedded {
            try files.write(document.bytes, digest: document.digest)
            leftovers.digests.remove(document.digest)
        }
        try insert(
            document.digest, byteCount: document.bytes.count, bytes: embedded ? document.bytes : nil, at: time)
    }

    func adopt(_ file: URL, digest: DocumentDigest, byteCount: Int, at time: Date) throws {
        // A small one may be in the database.
        let isEmbedded = try first("SELECT bytes IS NOT NULL FROM document WHERE digest = ?", [digest.bytes]) { row in
            row.integer(0) == 1
        }
        if isEmbedded != true {
            try files.adopt(file, digest: digest)
            leftovers.digests.remove(digest)
        }
        try insert(digest, byteCount: byteCount, bytes: nil, at: time)
    }

    func touch(_ digest: DocumentDigest, at time: Date) throws -> Bool {
        let known = try first(
            "SELECT size, bytes IS NOT NULL FROM document WHERE digest = ?", [digest.bytes]
        ) { row in (size: row.count(0), isEmbedded: row.integer(1) == 1) }
        guard let known, known.isEmbedded || files.size(of: digest) == known.size else { return false }
        try run("UPDATE document SET created = ? WHERE digest = ?", [time.column, digest.bytes])
        return true
    }

    func read(_ digest: DocumentDigest, offset: Int, count: Int) throws -> (total: Int, bytes: [UInt8])? {
        // SQLite counts in 32 bits here; no embedded document is longer than this.
        let start = min(offset, SQLiteStore.largestEmbedded) + 1
        let document = try first(
            "SELECT size, bytes IS NOT NULL, substr(bytes, ?, ?) FROM document WHERE digest = ?",
            [start, min(count, SQLiteStore.largestEmbedded), digest.bytes]
        ) { row in (size: row.count(0), isEmbedded: row.integer(1) == 1, piece: row.octets(2)) }
        guard let document else { return nil }
        guard !document.isEmbedded else { return (document.size, document.piece) }
        let first = min(offset, document.size)
        return (document.size, try files.read(digest, offset: first, count: min(count, document.size - first)))
    }

    func publish(_ document: PublishedDocument?, as name: String, at time: Date) throws {
        // Somebody may be reading the one that had the name. It does not stay as long as a new document, for which a job may come: there
        // are many of them in a day, and they are large.
        try run(
            "UPDATE document SET created = ? WHERE digest IN (SELECT digest FROM publication WHERE name = ?)",
            [time.addingTimeInterval(Housekeeping.publicationPatience - Housekeeping.patience).column, name])
        guard let document else { return try run("DELETE FROM publication WHERE name = ?", [name]) }
        try run(
            """
            INSERT INTO publication (name, digest, size, published) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET digest = excluded.digest, size = excluded.size, published = excluded.published
            """, [name, document.digest.bytes, document.byteCount, time.column])
    }

    func publication(_ name: String) throws -> Publication? {
        try first("SELECT digest, size, published FROM publication WHERE name = ?", [name]) { row in
            DocumentDigest(bytes: row.octets(0)).map { digest in
                Publication(
                    name: name, digest: digest, byteCount: row.count(1), published: Date(column: row.integer(2)))
            }
        } ?? nil
    }

    private func insert(_ digest: DocumentDigest, byteCount: Int, bytes: [UInt8]?, at time: Date) throws {
        try run(
            """
            INSERT INTO document (digest, size, created, bytes) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET created = excluded.created
            """,
            [digest.bytes, byteCount, time.column, bytes])
    }
}
