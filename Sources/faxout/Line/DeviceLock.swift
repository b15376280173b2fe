import Foundation
import Glibc

/// A UUCP lock file: `LCK..ttyS0` with the process id in ten ASCII columns (HDB UUCP; FHS 3.0 §5.9), by which programs
/// that use serial devices keep out of each other's way. It is written under another name and linked, so that nobody sees
/// it empty.
struct DeviceLock: ~Copyable {
    private let path: String

    /// Locks the device at `device` in `directory`. A lock whose process is gone is taken over; one that names no process
    /// is not, as it may be about to be written.
    ///
    /// - Throws: when another process has the device, or the file can't be made.
    init(device: String, directory: String) throws(LineError) {
        let name = device.split(separator: "/").last.map(String.init) ?? device
        let path = "\(directory)/LCK..\(name)"
        let draft = "\(directory)/LTMP.\(getpid()).\(UInt32.random(in: .min ... .max))"
        try Self.write(draft)
        defer { unlink(draft) }
        for _ in 0..<2 {
            guard link(draft, path) != 0 else {
                // Only from here on is the file ours to remove.
                self.path = path
                return
            }
            guard errno == EEXIST else { throw LineError("created", path: path, error: errno) }
            guard let owner = Self.owner(of: path) else {
                guard access(path, F_OK) != 0 else {
                    throw LineError(
                        "\(device) is in use: \(path) names no process. Remove it if nobody uses the device.")
                }
                continue
            }
            if kill(owner, 0) == 0 || errno == EPERM {
                throw LineError("\(device) is in use by process \(owner) (\(path)).")
            }
            unlink(path)
        }
        throw LineError("\(device) is in use by another process (\(path)).")
    }

    /// Writes our process id into the file at `path`.
    private static func write(_ path: String) throws(LineError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LineError("created", path: path, error: errno) }
        defer { close(descriptor) }
        let digits = String(getpid())
        let text = String(repeating: " ", count: max(0, 10 - digits.count)) + digits + "\n"
        let written = text.utf8.withContiguousStorageIfAvailable { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == text.utf8.count else {
            let error = errno
            unlink(path)
            throw LineError("written", path: path, error: error)
        }
    }

    deinit {
        unlink(path)
    }

    private static func owner(of path: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: path, encoding: .ascii) else { return nil }
        return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
