import Crypto
import TIFF

/// Finished pages of documents, for when they come again, whoever sends them: a price list, a form, a letterhead's logo. What was not
/// asked for longest goes first.
///
/// A document that comes twice at once is rendered once: who comes second waits, and makes its pages himself only where the first one
/// could not. What fails is not kept: limits of time and pages are a mail's own.
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

        /// The key as text, for the name of a file.
        var hexadecimal: String {
            digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
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
    private let store: PageStore?
    /// Who waits for documents that are being made.
    private var waiting: [Key: [CheckedContinuation<Void, Never>]] = [:]
    /// The turns of documents that are being made, among the workers of the host.
    private var turns: [Key: PageStore.Turn] = [:]

    /// A cache of at most so many bytes.
    ///
    /// - Parameter store: what the workers of the host keep together.
    init(limit: Int, store: PageStore? = nil) {
        self.limit = limit
        self.store = store
    }

    /// A document; `nil` where whoever asks is to make it, and to call `endTurn` then, whatever has become of it.
    func documentOrTurn(_ key: Key) async -> Document? {
        while true {
            if let document = document(key) { return document }
            guard waiting[key] != nil else { break }
            await withCheckedContinuation { waiting[key, default: []].append($0) }
        }
        waiting[key] = []
        guard let store else { return nil }
        // Of two that ask at once, the other one may have it ready after this one's wait.
        if store.document(key) == nil { turns[key] = await store.turn(key) }
        guard let document = store.document(key) else { return nil }
        endTurn(key, document, isNew: false)
        return document
    }

    /// Says what has become of a document: `nil` where it could not be made.
    func endTurn(_ key: Key, _ document: Document?) {
        endTurn(key, document, isNew: true)
    }

    private func endTurn(_ key: Key, _ document: Document?, isNew: Bool) {
        if let document {
            keep(document, for: key)
            if isNew { store?.keep(document, for: key) }
        }
        turns[key] = nil
        for waiter in waiting.removeValue(forKey: key) ?? [] { waiter.resume() }
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
