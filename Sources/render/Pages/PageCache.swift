import Crypto
import TIFF

/// Finished pages of documents, for when they come again, whoever sends them: a price list, a form, a letterhead's logo. What was not
/// asked for longest goes first.
actor PageCache {
    /// Names a document with all that its pages depend on.
    struct Key: Hashable, Sendable {
        private let digest: SHA256Digest

        /// The key of `bytes`, converted as `how` says, for a layout.
        init(_ how: String, _ layout: PageLayout, _ bytes: [[UInt8]]) {
            var hash = SHA256()
            hash.update(data: Array("\(how)|\(layout.resolution)|\(layout.paper)|\(layout.orientation)".utf8))
            for part in bytes {
                withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
                hash.update(data: part)
            }
            digest = hash.finalize()
        }
    }

    /// What is kept of a document.
    struct Document: Hashable, Sendable {
        var pages: [T6Strip]
        /// The URLs of other parts of the mail that the pages show.
        var shown: Set<String> = []
    }

    private struct Entry {
        var document: Document
        var size: Int
        var lastUse: UInt64
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var size = 0
    private var uses: UInt64 = 0

    /// A cache of at most so many bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// The pages of a document; `nil` where they are not there.
    func pages(_ key: Key) -> [T6Strip]? {
        document(key)?.pages
    }

    /// A document; `nil` where it is not there.
    func document(_ key: Key) -> Document? {
        uses += 1
        entries[key]?.lastUse = uses
        return entries[key]?.document
    }

    /// Keeps the pages of a document, if there is room for them at all.
    func keep(_ pages: [T6Strip], for key: Key) {
        keep(Document(pages: pages), for: key)
    }

    /// Keeps a document, if there is room for it at all.
    func keep(_ document: Document, for key: Key) {
        let shown = document.shown.reduce(0) { $0 + $1.utf8.count + 32 }
        let bytes = document.pages.reduce(128 + shown) { $0 + $1.bytes.count + 64 }
        // One document does not push out all others.
        guard bytes <= limit / 2, entries[key] == nil else { return }
        while size + bytes > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            size -= oldest.value.size
            entries[oldest.key] = nil
        }
        uses += 1
        entries[key] = Entry(document: document, size: bytes, lastUse: uses)
        size += bytes
    }
}
