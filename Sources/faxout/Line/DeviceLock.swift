import Glibc

/// A UUCP lock file: `LCK..ttyS0` with a process id (HDB UUCP; FHS 3.0 §5.9), by which programs that use serial devices keep
/// out of each other's way.
///
/// It is written under another name and linked, so that nobody sees it empty, and of several who link only one succeeds.
///
/// A lock whose process is gone is removed; the danger in that is to remove, instead, the lock of somebody who has just done
/// the same. So whoever has a lock of ours also holds its file by flock(2), and a stale one is removed only by who holds it:
///
/// 1. Open what is at the path, and hold it by flock(2). Who can't has met a lock that is in use, or is being removed.
/// 2. See whether it is still what is at the path. As the old file is open, no new one has its inode number.
/// 3. See whether its process is gone. One that names ourselves is as good as gone: ours are held.
/// 4. Remove it, let it go, and link again.
///
/// Between steps 2 and 4 nobody else of ours can remove the file that is at the path, so nobody removes another one. Programs
/// that know nothing of flock(2) are not kept from it; that is in the nature of these locks.
struct DeviceLock: ~Copyable {
    private let path: String
    private let file: LockFile

    /// Locks the device at `device` in `directory`. A lock that names no process is not taken over: it may be about to be
    /// written.
    ///
    /// - Throws: when another process has the device, or the file can't be made.
    init(device: String, directory: String) throws(LineError) {
        let name = Self.name(of: device)
        let path = "\(directory)/LCK..\(name)"
        let draft = "\(directory)/LTMP.\(getpid()).\(UInt32.random(in: .min ... .max))"
        let file = try LockFile(creating: draft)
        defer { unlink(draft) }
        for _ in 0..<Self.tries {
            if link(draft, path) == 0 {
                // Only from here on is the path ours to remove.
                self.path = path
                self.file = file
                return
            }
            guard errno == EEXIST else { throw LineError("created", path: path, error: errno) }
            try Self.removeStale(path, device: device)
        }
        throw LineError("\(device) is in use by another process (\(path)).")
    }

    /// What a lock of the device is called: by the name of the device itself, whatever links lead to it (`/dev/modem`,
    /// `/dev/serial/by-id/…`), for other programs have other links.
    private static func name(of device: String) -> String {
        let real = realpath(device, nil)
        defer { free(real) }
        let path = real.map { String(cString: $0) } ?? device
        return path.split(separator: "/").last.map(String.init) ?? path
    }

    /// How often somebody else may be faster.
    private static let tries = 5

    /// Removes the lock at `path` if its process is gone.
    ///
    /// - Throws: when it is in use, or may be, or can't be removed.
    private static func removeStale(_ path: String, device: String) throws(LineError) {
        guard let file = try LockFile(opening: path) else { return }
        defer { _ = file }  // It is held until it is removed.
        let isHeld = try file.hold()
        guard file.isAt(path) else { return }
        guard let owner = file.owner else {
            throw LineError("\(device) is in use: \(path) names no process. Remove it if nobody uses the device.")
        }
        let isAlive = kill(owner, 0) == 0 || errno == EPERM
        guard isHeld, !isAlive || owner == getpid() else {
            let user = isAlive ? "process \(owner)" : "another process"
            throw LineError("\(device) is in use by \(user) (\(path)).")
        }
        guard unlink(path) == 0 || errno == ENOENT else { throw LineError("removed", path: path, error: errno) }
    }

    deinit {
        // Somebody who knows nothing of flock(2) may have put another in its place.
        if file.isAt(path) { unlink(path) }
    }
}
