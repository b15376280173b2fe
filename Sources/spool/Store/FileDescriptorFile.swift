import Foundation

/// A file that is written from its start, by its descriptor: what `FileHandle` does not say is when it is on disk.
final class FileDescriptorFile {
    private let descriptor: Int32
    private let path: String

    /// Makes an empty file at `url`, readable by this user only; what was there is lost.
    init(creating url: URL) throws(StoreError) {
        path = url.path
        descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error("can't be made", path) }
    }

    deinit {
        close(descriptor)
    }

    /// Writes all of `bytes` at the end.
    func append(_ bytes: [UInt8]) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, $0.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.error("can't be written", path) }
            done += count
        }
    }

    /// Returns when everything written is on disk.
    func sync() throws(StoreError) {
        guard fsync(descriptor) == 0 else { throw Self.error("can't be synced", path) }
    }

    /// Returns when the names in the folder at `url` are on disk.
    static func syncFolder(_ url: URL) throws(StoreError) {
        try sync(url, O_DIRECTORY)
    }

    /// Returns when the file at `url`, whoever wrote it, is on disk.
    static func syncFile(_ url: URL) throws(StoreError) {
        try sync(url, 0)
    }

    private static func sync(_ url: URL, _ kind: Int32) throws(StoreError) {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | kind)
        guard descriptor >= 0 else { throw error("can't be opened", url.path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw error("can't be synced", url.path) }
    }

    private static func error(_ what: String, _ path: String) -> StoreError {
        StoreError(description: "\(path) \(what): \(String(cString: strerror(errno)))")
    }
}
