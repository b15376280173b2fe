internal import CZeroMQ

/// A ZeroMQ context: the I/O thread that the sockets made of it share. It ends when its last socket is gone.
///
/// `@unchecked Sendable`: "A ØMQ context is thread safe and may be shared among as many application threads as necessary,
/// without any additional locking required on the part of the caller." (zmq_ctx_new(3))
public final class ZeroMQContext: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// A context with one I/O thread.
    public init() {
        guard let handle = zmq_ctx_new() else { preconditionFailure("libzmq can't make a context: out of memory") }
        self.handle = handle
    }

    deinit {
        zmq_ctx_term(handle)
    }
}
