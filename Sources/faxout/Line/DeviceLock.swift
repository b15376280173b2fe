import Foundation
import Glibc

/// A UUCP lock file: `LCK..ttyS0` with the process id in ten ASCII columns (HDB UUCP; FHS 3.0 §5.9), by which programs
/// that use serial devices keep out of each other's way.
struct DeviceLock: ~Copyable {
    private let path: String

    /// Locks the device at `device` in `directory`. A lock whose process is gone is taken over.
    ///
    /// - Throws: when another process has the device, or the file can't be made.
    init(device: String, directory: String) throws(LineError) {
        let name = device.split(separator: "/").last.map(String.init) ?? device
        path = "\(directory)/LCK..\(name)"
        for _ in 0..<2 {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if descriptor >= 0 {
                let digits = String(getpid())
                let text = String(repeating: " ", count: max(0, 10 - digits.count)) + digits + "\n"
                let written = text.utf8.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) }
                close(descriptor)
                guard written == text.utf8.count else {
                    unlink(path)
                    throw LineError("written", path: path, error: errno)
                }
                return
            }
            guard errno == EEXIST else { throw LineError("created", path: path, error: errno) }
            if let owner = Self.owner(of: path), kill(owner, 0) == 0 || errno == EPERM {
                throw LineError("\(device) is in use by process \(owner) (\(path)).")
            }
            unlink(path)
        }
        throw LineError("\(device) is in use by another process (\(path)).")
    }

    deinit {
        unlink(path)
    }

    private static func owner(of path: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: path, encoding: .ascii) else { return nil }
        return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
