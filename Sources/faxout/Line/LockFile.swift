import Glibc

/// An open lock file; as long as it is open, it can be held by flock(2).
struct LockFile: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Makes a file that names our process, in ten ASCII columns and a line feed, and holds it.
    ///
    /// - Throws: when it can't be made; then there is none.
    init(creating path: String) throws(LineError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LineError("created", path: path, error: errno) }
        let digits = String(getpid())
        let text = Array((String(repeating: " ", count: max(0, 10 - digits.count)) + digits + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = errno
            close(descriptor)
            unlink(path)
            throw LineError("written", path: path, error: error)
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens a file; `nil` when there is none any more.
    init?(opening path: String) throws(LineError) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw LineError("read", path: path, error: errno) }
            return nil
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Holds the file, if nobody else does.
    func hold() throws(LineError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw LineError("locked", path: path, error: errno) }
        return false
    }

    /// Whether it is this file that is at `path` now.
    func isAt(_ path: String) -> Bool {
        var ours = stat()
        var theirs = stat()
        guard fstat(descriptor, &ours) == 0, lstat(path, &theirs) == 0 else { return false }
        return ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev
    }

    /// The process that the file names: in ASCII, with the program's name after it or without (HDB UUCP), or as a binary
    /// number (UUCP of System V before that). `nil` when it names none.
    var owner: pid_t? {
        var octets = [UInt8](repeating: 0, count: 64)
        let count = pread(descriptor, &octets, octets.count, 0)
        guard count > 0 else { return nil }
        octets.removeLast(octets.count - count)
        // The highest octet of a binary number is 0: Linux counts processes to 2^22 at most (proc(5), pid_max).
        guard octets.contains(0) else {
            let word = octets.drop { $0 == 0x20 }.prefix { $0 > 0x20 }
            return pid_t(String(decoding: word, as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
        }
        guard count == MemoryLayout<pid_t>.size else { return nil }
        let process = octets.withUnsafeBytes { $0.loadUnaligned(as: pid_t.self) }
        return process > 0 ? process : nil
    }
}
