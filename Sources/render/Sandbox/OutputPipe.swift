import Dispatch
import Glibc
import SystemPackage

/// A pipe from a program to us. It takes up to a megabyte before the program has to wait: of pages in colours every 64 KiB, as pipes have
/// them by themselves, would be two hundred turns.
final class OutputPipe: Sendable {
    /// What the program writes to. Whoever starts it closes it here.
    let entry: FileDescriptor
    private let exit: FileDescriptor
    private let queue = DispatchQueue(label: "output of a converter")
    // Written by the queue while `next` waits, and read when it has come back.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    /// An empty pipe.
    ///
    /// - Throws: where the system has none.
    init() throws(SandboxUnavailable) {
        do {
            (exit, entry) = try FileDescriptor.pipe()
        } catch {
            throw SandboxUnavailable(detail: "there is no pipe: \(error)")
        }
        for end in [exit, entry] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        // Where the user's pipes have too much already, it stays as small as it is.
        _ = fcntl(entry.rawValue, Self.setSize, 1 << 20)
        memory = .allocate(byteCount: 256 << 10, alignment: 16)
    }

    deinit {
        try? exit.close()
        memory.deallocate()
    }

    /// Waits for octets, and gives them to `take`; `false` once there are no more.
    func next(_ take: (borrowing RawSpan) throws -> Void) async rethrows -> Bool {
        let count = await withCheckedContinuation { done in
            queue.async { done.resume(returning: (try? self.exit.read(into: self.memory)) ?? 0) }
        }
        guard count > 0 else { return false }
        let piece = UnsafeRawBufferPointer(rebasing: memory[..<count])
        try take(piece.bytes)
        return true
    }

    /// F_SETPIPE_SZ (fcntl(2)), which the C library declares for GNU programs only.
    private static let setSize: Int32 = 1031
}
