import Glibc

/// Tells a call that waits in poll(2) from another thread that it is no longer wanted: a pipe that becomes readable.
final class CallCancellation: Sendable {
    /// Readable from the moment on at which the call is no longer wanted; for poll(2).
    let descriptor: Int32
    private let writer: Int32

    /// A cancellation that has not happened.
    ///
    /// - Throws: when the process has no descriptor left.
    init() throws(LineError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LineError("A pipe can't be made: \(String(cString: strerror(errno))).") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        descriptor = ends[0]
        writer = ends[1]
    }

    deinit {
        close(descriptor)
        close(writer)
    }

    /// The call is no longer wanted.
    func cancel() {
        var octet: UInt8 = 1
        _ = write(writer, &octet, 1)
    }
}
