import Foundation

/// Keeps a second spool out of a store's folder: a lock (flock(2)) on the file `lock`, which ends with the process.
struct DirectoryLock {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `StoreError` when another process has it, or the file can't be made.
    init(directory: URL) throws(StoreError) {
        let path = directory.appending(path: "lock").path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(description: "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError(description: "another spool works in \(directory.path)")
        }
    }

    /// Gives the lock back.
    func release() {
        close(descriptor)
    }
}
