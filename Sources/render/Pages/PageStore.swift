import Configuration
import Crypto
import Foundation
import Synchronization
import TIFF

/// The folder of the shared cache can't be used.
struct PageStoreError: Error, CustomStringConvertible {
    /// A sentence: what is wrong with which folder, and what to do.
    let description: String
}

/// Finished pages in a folder that the workers of a host share: a file a document, named by its key.
///
/// The folder belongs to one user and nobody else may look into it. A file is written beside and renamed, and carries the digest of what
/// is in it: one that was cut short or damaged is no file. What was not asked for longest goes first. The keys hold for what is
/// installed: after any change of packages, or of `render` itself, documents are converted anew.
final class PageStore: Sendable {
    /// The folder.
    let folder: URL
    private let size: Int
    private let keep: Duration
    /// What pages depend on beside their document.
    private let installation: String
    /// When the folder was gone through last, and the bytes that were added since.
    private let purged = Mutex((at: ContinuousClock.now, added: 0))

    /// A store in a folder, which is made where it is not there.
    ///
    /// - Throws: where the folder can't be made, or others may look into it.
    init(_ settings: SharedCacheSettings) throws(PageStoreError) {
        folder = URL(filePath: settings.folder)
        size = settings.size.bytes
        keep = settings.keep
        installation = ["/var/lib/dpkg/status", "/proc/self/exe"].map(Self.stamp).joined(separator: "|")
        let manager = FileManager.default
        let path = settings.folder
        do {
            try manager.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw PageStoreError(
                description: "The folder \(path) of render.shared-cache can't be made: \(error.localizedDescription)")
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else {
            throw PageStoreError(
                description: "The folder \(path) of render.shared-cache must belong to the user of render alone: "
                    + "chown it to him, and chmod 700.")
        }
        purge()
    }

    /// The pages of a document; `nil` where they are not there.
    func document(_ key: PageCache.Key) -> PageCache.Document? {
        let file = file(key)
        guard let bytes = try? Data(contentsOf: file), let document = PageCache.Document(stored: bytes) else {
            return nil
        }
        // The time of the last use.
        utimes(file.path, nil)
        purgeWhereDue(adding: 0)
        return document
    }

    /// Keeps the pages of a document. Where there is no room for it, or no disk, nothing is kept: the next one makes them anew.
    func keep(_ document: PageCache.Document, for key: PageCache.Key) {
        let bytes = document.stored
        // One document does not push out all others.
        guard bytes.count <= size / 2 else { return }
        let new = folder.appending(path: "new-\(UUID().uuidString)")
        guard
            FileManager.default.createFile(atPath: new.path, contents: bytes, attributes: [.posixPermissions: 0o600]),
            rename(new.path, file(key).path) == 0
        else {
            unlink(new.path)
            return
        }
        purgeWhereDue(adding: bytes.count)
    }

    /// The right to make a document, which one worker of the host has at a time.
    final class Turn: Sendable {
        private let descriptor: Int32

        fileprivate init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit { close(descriptor) }
    }

    /// Waits until no other worker is making a document; `nil` where that can't be told. A worker that dies gives its turn back.
    func turn(_ key: PageCache.Key) async -> Turn? {
        // As many as there are first octets: of two documents that have the same, one waits for the other.
        let path = folder.appending(path: "turn-\(key.hexadecimal.prefix(2))").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return Turn(descriptor: descriptor) }
        await withCheckedContinuation { continuation in
            // It may take as long as a conversion: no thread of the pool waits for it.
            Thread.detachNewThread {
                while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
                continuation.resume()
            }
        }
        return Turn(descriptor: descriptor)
    }

    /// Goes through the folder every hour, and when a 64th of its size has come: by that much it may be larger.
    private func purgeWhereDue(adding bytes: Int) {
        let isDue = purged.withLock { purged in
            purged.added += bytes
            guard purged.added > size / 64 || .now - purged.at > .seconds(3600) else { return false }
            purged = (.now, 0)
            return true
        }
        if isDue { purge() }
    }

    /// Removes what was not asked for long enough, and what is more than there is room for.
    func purge(now: Date = Date()) {
        let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
        let names =
            (try? FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: Array(keys))) ?? []
        var files: [(url: URL, used: Date, size: Int)] = []
        for url in names where url.pathExtension == "pages" || url.lastPathComponent.hasPrefix("new-") {
            guard let values = try? url.resourceValues(forKeys: keys), let used = values.contentModificationDate else {
                continue
            }
            files.append((url, used, values.fileSize ?? 0))
        }
        files.sort { $0.used < $1.used }
        var total = files.reduce(0) { $0 + $1.size }
        let oldest = now.addingTimeInterval(-Double(keep.components.seconds))
        // One that a worker was writing when it died.
        let abandoned = now.addingTimeInterval(-600)
        for file in files {
            let isOver = file.used < oldest || file.url.pathExtension != "pages" && file.used < abandoned
            guard isOver || total > size else { continue }
            unlink(file.url.path)
            total -= file.size
        }
    }

    private func file(_ key: PageCache.Key) -> URL {
        var hash = SHA256()
        hash.update(data: Array((key.hexadecimal + installation).utf8))
        let name = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return folder.appending(path: "\(name).pages")
    }

    private static func stamp(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "" }
        return "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }
}

extension PageCache.Document {
    /// What stands before the code of the pages.
    private struct Head: Codable {
        struct Page: Codable {
            var width: Int
            var rows: Int
            var octets: Int
        }
        var pages: [Page]
        var shown: [String]
    }

    /// The document as a file: a digest of all that follows, a line of JSON, and the code of the pages.
    fileprivate var stored: Data {
        let head = Head(
            pages: pages.map { Head.Page(width: $0.width, rows: $0.rows, octets: $0.bytes.count) },
            shown: shown.sorted())
        var content = (try? JSONEncoder().encode(head)) ?? Data()
        content.append(UInt8(ascii: "\n"))
        for page in pages { content.append(contentsOf: page.bytes) }
        return Data(SHA256.hash(data: content)) + content
    }

    /// The document in a file; `nil` where it is damaged.
    fileprivate init?(stored: Data) {
        let content = stored.dropFirst(SHA256.byteCount)
        guard stored.count > SHA256.byteCount,
            SHA256.hash(data: content).elementsEqual(stored.prefix(SHA256.byteCount)),
            let end = content.firstIndex(of: UInt8(ascii: "\n")),
            let head = try? JSONDecoder().decode(Head.self, from: content[..<end]),
            head.pages.allSatisfy({ $0.octets >= 0 }),
            head.pages.reduce(0, { $0 + $1.octets }) == content.endIndex - end - 1
        else { return nil }
        pages = []
        shown = Set(head.shown)
        var position = end + 1
        for page in head.pages {
            let bytes = Array(content[position..<position + page.octets])
            pages.append(T6Strip(width: page.width, rows: page.rows, bytes: bytes))
            position += page.octets
        }
    }
}
