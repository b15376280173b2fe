import Foundation

/// Files in `directory.copy.folder`, for nobody else's eyes: a copy has everybody's addresses and numbers.
enum ScratchFile {
    private static let prefix = "faxpost-directory-"
    /// How old a file is at the least that is taken for left over: processes of other containers may share the folder, and look dead from here.
    private static let patience: TimeInterval = 3600

    /// A path of its own for a file of this process.
    static func path(in folder: String) -> String {
        let name = "\(prefix)\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).sqlite"
        return URL(filePath: folder).appending(path: name).path
    }

    /// Makes an empty file that only we may read, where there is none.
    static func make(_ path: String) throws(CopyError) -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CopyError("\(path) can't be made: \(String(cString: strerror(errno))) (directory.copy.folder)")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Copies a file into a new one.
    static func duplicate(_ path: String, to new: String) throws {
        let source = try FileHandle(forReadingFrom: URL(filePath: path))
        let target = try make(new)
        while let piece = try source.read(upToCount: 1 << 20), !piece.isEmpty { try target.write(contentsOf: piece) }
        try target.close()
    }

    /// Removes what processes have left that were killed.
    static func removeLeftovers(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
            let number = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let process = pid_t(number), process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
            let path = URL(filePath: folder).appending(path: name).path
            let changed = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
            guard let changed, changed.timeIntervalSinceNow < -patience else { continue }
            unlink(path)
        }
    }
}
