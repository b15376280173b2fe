internal import CZeroMQ

/// What libzmq said when a call failed.
public struct ZeroMQError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libzmq's error number.
    public var code: Int32
    /// What was being done.
    public var operation: String

    /// The error of the call that just failed on this thread.
    init(_ operation: String) {
        self.code = zmq_errno()
        self.operation = operation
    }

    /// libzmq's own words.
    public var words: String { String(cString: zmq_strerror(code)) }

    /// libzmq's own words, with what was being done.
    public var description: String { "\(operation): \(words)" }

    /// Whether the call would have had to wait.
    var isWouldBlock: Bool { code == czmq_eagain() }

    /// Whether a signal cut the call short.
    var isInterrupted: Bool { code == EINTR }
}
