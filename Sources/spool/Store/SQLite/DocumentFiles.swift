import Configuration
import FaxModel
import Foundation

/// The documents that are files: `documents/ab/abcdef…`, named by their digest. A file is written under another name and
/// synced, then renamed, then its folder is synced: whatever has its final name is whole.
struct DocumentFiles: Sendable {
    private let directory: URL

    /// The files below `directory`.
    init(directory: URL) {
        self.directory = directory
    }

    /// Makes the folder where there is none, and one in it for each first octet of a digest: all on disk when this returns,
    /// whoever made them.
    func makeFolders() throws {
        for octet in 0...255 {
            let name = String(octet + 0x100, radix: 16).dropFirst()
            try FileManager.default.createDirectory(
                at: directory.appending(path: String(name)), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        try FileDescriptorFile.syncFolder(directory)
        try FileDescriptorFile.syncFolder(directory.deletingLastPathComponent())
    }

    /// Keeps a document, also where its file is there and damaged. On disk when this returns.
    func write(_ bytes: [UInt8], digest: DocumentDigest) throws {
        let destination = path(of: digest)
        guard (try? Data(contentsOf: destination)) != Data(bytes) else {
            // Whoever wrote it may have died before its name was on disk.
            return try FileDescriptorFile.syncFolder(destination.deletingLastPathComponent())
        }
        let temporary = destination.appendingPathExtension("new")
        do {
            let file = try FileDescriptorFile(creating: temporary)
            try file.append(bytes)
            try file.sync()
            try rename(temporary, to: destination)
        } catch {
            _ = unlink(temporary.path)
            throw error
        }
    }

    /// Keeps the document that is in `file`, which is synced already and moves.
    func adopt(_ file: URL, digest: DocumentDigest) throws {
        try rename(file, to: path(of: digest))
    }

    /// Takes a document's file away, if it is there.
    func remove(_ digest: DocumentDigest) {
        _ = unlink(path(of: digest).path)
    }

    /// Bytes of a document's file; `nil` where there is none.
    func size(of digest: DocumentDigest) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(of: digest).path)
        return attributes?[.size] as? Int
    }

    /// A piece of a document.
    ///
    /// - Throws: `StoreError` when the file is gone or shorter than it was.
    func read(_ digest: DocumentDigest, offset: Int, count: Int) throws -> [UInt8] {
        let path = path(of: digest)
        do {
            let handle = try FileHandle(forReadingFrom: path)
            defer { try? handle.close() }
            try handle.seek(toOffset: UInt64(offset))
            let bytes = Array(try handle.read(upToCount: count) ?? Data())
            guard bytes.count == count else {
                throw StoreError(
                    description: "document \(digest) is cut off at \(offset + bytes.count) bytes", isLoss: true)
            }
            return bytes
        } catch let error as StoreError {
            throw error
        } catch {
            guard FileManager.default.fileExists(atPath: path.path) else {
                throw StoreError(description: "document \(digest) is gone", isLoss: true)
            }
            throw StoreError(description: "document \(digest) can't be read: \(FileTrouble(error))")
        }
    }

    /// Where a document's file is, or would be.
    func path(of digest: DocumentDigest) -> URL {
        let name = digest.description
        return directory.appending(path: String(name.prefix(2))).appending(path: name)
    }

    private func rename(_ source: URL, to destination: URL) throws {
        guard Foundation.rename(source.path, destination.path) == 0 else {
            throw StoreError(description: "\(source.path) can't be renamed: \(String(cString: strerror(errno)))")
        }
        try FileDescriptorFile.syncFolder(destination.deletingLastPathComponent())
    }
}
