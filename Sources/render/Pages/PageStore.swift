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
    let installed: Installation
    /// When the folder was gone through last, and the bytes that were added since.
    private let purged = Mutex((at: ContinuousClock.now, added: 0))

    /// How long one waits until he asks again whether a turn is free.
    static let pause = Duration.milliseconds(20)

    /// A store in a folder, which is made where it is not there.
    ///
    /// - Parameter programs: paths of the converters. Not all need be of packages.
    /// - Throws: where the folder can't be made, or others may look into it.
    init(_ settings: SharedCacheSettings, programs: [String] = []) throws(PageStoreError) {
        folder = URL(filePath: settings.folder)
        size = settings.size.bytes
        keep = settings.keep
        installed = Installation(programs: programs)
        let manager = FileManager.default
        let path = settings.folder
        do {
            try manager.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw PageStoreError(
                description: "The folder \(path) of render.shared-cache can't be made: \(FileTrouble(error))")
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

    /// What pages depend on beside their document, as it is now.
    var installation: String { installed.state }

    /// The pages of a document; `nil` where they are not there.
    ///
    /// - Parameter installation: what they must depend on; `nil` for what is there now.
    func document(_ key: PageCache.Key, _ installation: String? = nil) -> PageCache.Document? {
        let file = file(key, installation)
        guard let bytes = try? Data(contentsOf: file), let document = PageCache.Document(stored: bytes) else {
            return nil
        }
        // The time of the last use.
        utimes(file.path, nil)
        purgeWhereDue(adding: 0)
        return document
    }

    /// The same, without keeping an actor from its work.
    @concurrent func found(_ key: PageCache.Key, _ installation: String?) async -> PageCache.Document? {
        document(key, installation)
    }

    /// Keeps the pages of a document, without keeping an actor from its work.
    @concurrent func keep(_ document: PageCache.Document, _ key: PageCache.Key, _ installation: String?) async {
        keep(document, for: key, installation)
    }

    /// Keeps the pages of a document. Where there is no room for it, or no disk, nothing is kept: the next one makes them anew.
    ///
    /// - Parameter installation: what they depend on; `nil` for what is there now.
    func keep(_ document: PageCache.Document, for key: PageCache.Key, _ installation: String? = nil) {
        let bytes = document.stored
        // One document does not push out all others.
        guard bytes.count <= size / 2 else { return }
        let new = folder.appending(path: "new-\(UUID().uuidString)")
        guard
            FileManager.default.createFile(atPath: new.path, contents: bytes, attributes: [.posixPermissions: 0o600]),
            rename(new.path, file(key, installation).path) == 0
        else {
            unlink(new.path)
            return
        }
        purgeWhereDue(adding: bytes.count)
    }

    /// The right to make a document, which one worker of the host has at a time. It ends with the worker at the latest.
    final class Turn: Sendable {
        private let file: String
        private let descriptor: Mutex<Int32?>

        fileprivate init(file: String, descriptor: Int32) {
            self.file = file
            self.descriptor = Mutex(descriptor)
        }

        /// Gives the turn to the next one.
        func end() {
            descriptor.withLock { descriptor in
                guard let open = descriptor else { return }
                // Who has opened it before has the turn next; who comes later finds the document, or makes it beside him.
                unlink(file)
                close(open)
                descriptor = nil
            }
        }

        deinit {
            descriptor.withLock { descriptor in
                if let descriptor { close(descriptor) }
            }
        }
    }

    /// Waits until no other worker is making a document.
    ///
    /// - Returns: `nil` where another one still is at `end`, or where that can't be told.
    /// - Throws: `CancellationError`.
    func turn(_ key: PageCache.Key, until end: ContinuousClock.Instant) async throws -> Turn? {
        let file = folder.appending(path: "\(key.hexadecimal).turn").path
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let turn = Turn(file: file, descriptor: descriptor)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, .now < end else { return nil }
            try await Task.sleep(for: Self.pause)
        }
        return turn
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
        for url in names where ["pages", "turn"].contains(url.pathExtension) || url.lastPathComponent.hasPrefix("new-")
        {
            guard let values = try? url.resourceValues(forKeys: keys), let used = values.contentModificationDate else {
                continue
            }
            files.append((url, used, values.fileSize ?? 0))
        }
        files.sort { $0.used < $1.used }
        var total = files.reduce(0) { $0 + $1.size }
        let oldest = now.addingTimeInterval(-Double(keep.components.seconds))
        // One that a worker was writing, or whose turn it had, when it died.
        let abandoned = now.addingTimeInterval(-600)
        for file in files {
            let isOver = file.used < oldest || file.url.pathExtension != "pages" && file.used < abandoned
            guard isOver || total > size else { continue }
            unlink(file.url.path)
            total -= file.size
        }
    }

    private func file(_ key: PageCache.Key, _ installation: String?) -> URL {
        var hash = SHA256()
        hash.update(data: Array((key.hexadecimal + (installation ?? self.installation)).utf8))
        return folder.appending(path: "\(hash.finalize().hexadecimal).pages")
    }
}

extension SHA256Digest {
    /// As text, for the name of a file.
    var hexadecimal: String {
        map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
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
