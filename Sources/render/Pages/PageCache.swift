import Crypto
import TIFF

/// Finished pages of documents, for when they come again, whoever sends them: a price list, a form, a letterhead's logo. What was not
/// asked for longest goes first.
///
/// A document that comes twice at once is rendered once: who comes second waits, and makes its pages himself only where the first one
/// could not, or takes too long. What fails is not kept: limits of time and pages are a mail's own.
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
        var hexadecimal: String { digest.hexadecimal }
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

    /// A turn that somebody has.
    private struct Making: Equatable {
        var number: UInt64
        /// What was installed when it began.
        var installation: String?
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var size = 0
    private var uses: UInt64 = 0
    private let store: PageStore?
    private let installation: Installation?
    /// What was there of it when the entries were made.
    private var installed: String?
    /// Documents that are being made.
    private var turns: [Key: Making] = [:]
    /// How many wait for a document that is being made, by this worker or another one.
    private(set) var waiters = 0

    /// A cache of at most so many bytes.
    ///
    /// - Parameters:
    ///   - store: what the workers of the host keep together.
    ///   - installation: what pages depend on; once it changes, all are forgotten.
    init(limit: Int, store: PageStore? = nil, installation: Installation? = nil) {
        self.limit = limit
        self.store = store
        self.installation = installation
    }

    /// A document, or the right to make it.
    enum Answer: Sendable {
        case ready(Document)
        /// Whoever asked is to make it, and to call `endTurn` then, whatever has become of it.
        case make(Turn)

        /// The document that is ready.
        var document: Document? {
            switch self {
            case .ready(let document): document
            case .make: nil
            }
        }
    }

    /// Who makes a document.
    struct Turn: Sendable {
        fileprivate let key: Key
        /// `nil` where another one has the turn, who took too long or failed.
        fileprivate var number: UInt64?
        /// The turn among the workers of the host, where there is one.
        fileprivate var host: PageStore.Turn?
        /// What was installed when the document was asked for.
        fileprivate var installation: String?
    }

    /// A document, or the turn to make it.
    ///
    /// Where another one is making it, this waits until he is done. Who has waited for nothing makes the document without a turn.
    ///
    /// - Parameter limit: how long it waits at most.
    /// - Throws: `CancellationError`.
    func documentOrTurn(_ key: Key, within limit: Duration) async throws -> Answer {
        let end = ContinuousClock.now + limit
        var state = forgetWhatIsOld()
        if let document = document(key) { return .ready(document) }
        // What was begun with another installation is not what is asked for: that turn is over.
        while let other = turns[key], other.installation == state {
            try await wait(for: other, key, until: end)
            if let document = document(key) { return .ready(document) }
            // One that is too large for memory.
            if let document = await store?.found(key, state) { return .ready(document) }
            let begun = state
            state = forgetWhatIsOld()
            // All who have waited for what has become old would make it at once.
            guard state != begun, .now < end else { return .make(Turn(key: key, installation: state)) }
            if let document = document(key) { return .ready(document) }
        }
        uses += 1
        var turn = Turn(key: key, number: uses, installation: state)
        turns[key] = Making(number: uses, installation: state)
        guard let store else { return .make(turn) }
        if let document = await store.found(key, turn.installation) {
            self.end(turn, keeping: document)
            return .ready(document)
        }
        waiters += 1
        defer { waiters -= 1 }
        do {
            turn.host = try await store.turn(key, until: end)
        } catch {
            self.end(turn, keeping: nil)
            throw error
        }
        // Whoever had the turn before may have made it.
        if let document = await store.found(key, turn.installation) {
            self.end(turn, keeping: document)
            return .ready(document)
        }
        return .make(turn)
    }

    private func wait(for other: Making, _ key: Key, until end: ContinuousClock.Instant) async throws {
        waiters += 1
        defer { waiters -= 1 }
        while turns[key] == other, entries[key] == nil, .now < end { try await Task.sleep(for: PageStore.pause) }
    }

    /// Says what has become of a document: `nil` where it could not be made.
    func endTurn(_ turn: Turn, _ document: Document?) async {
        if let document, let store {
            keep(document, of: turn)
            await store.keep(document, turn.key, turn.installation)
        }
        end(turn, keeping: document)
    }

    private func end(_ turn: Turn, keeping document: Document?) {
        if let document { keep(document, of: turn) }
        turn.host?.end()
        if let number = turn.number, turns[turn.key]?.number == number { turns[turn.key] = nil }
    }

    /// Keeps a document, unless what it depends on has changed since it was begun.
    private func keep(_ document: Document, of turn: Turn) {
        if installation == nil || turn.installation == installed { keep(document, for: turn.key) }
    }

    /// Forgets all documents where what they depend on has changed.
    ///
    /// - Returns: what is there now of it; `nil` where nobody has said what pages depend on.
    private func forgetWhatIsOld() -> String? {
        guard let installation else { return store?.installation }
        let state = installation.state
        if state != installed {
            entries = [:]
            size = 0
            installed = state
        }
        return state
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
