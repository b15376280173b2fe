internal import CZeroMQ
import Foundation

/// A ZeroMQ socket. It belongs to the thread that made it, and checks that.
///
/// Messages are arrays of frames; sending and receiving never wait: `poll` does.
public struct ZeroMQSocket: ~Copyable {
    /// What a socket does with messages (zmq_socket(3)).
    public enum Kind: Sendable {
        /// Knows its peers by name.
        case router
        /// Talks to a router.
        case dealer
        /// Publishes (XPUB). What it receives are subscriptions: a first byte of 1 when there is one to the topic that
        /// follows, of 0 when there is none any more.
        case publisher
        /// Receives everything that a publisher sends.
        case subscriber
        /// Answers each message before it receives the next one.
        case answerer

        var code: Int32 {
            switch self {
            case .router: ZMQ_ROUTER
            case .dealer: ZMQ_DEALER
            case .publisher: ZMQ_XPUB
            case .subscriber: ZMQ_SUB
            case .answerer: ZMQ_REP
            }
        }
    }

    let handle: UnsafeMutableRawPointer
    /// Tells of a dealer's connections; `nil` for the other kinds.
    private let monitor: UnsafeMutableRawPointer?
    private let context: ZeroMQContext
    private let owner: pthread_t

    /// A socket of this kind, which keeps its context alive.
    ///
    /// On close it drops what is not sent yet: whoever waits for an answer asks again. So does a dealer whose router goes
    /// away: nothing waits in it for one that comes later. A publisher drops messages for subscribers that lag behind.
    ///
    /// - Parameters:
    ///   - highWaterMark: messages that may wait in each direction before sending would block.
    ///   - maximumFrameSize: bytes; the connection of a peer that sends a larger frame is closed.
    public init(
        _ kind: Kind, context: ZeroMQContext, highWaterMark: Int32 = 10_000, maximumFrameSize: Int64 = -1
    ) throws(ZeroMQError) {
        guard let handle = zmq_socket(context.handle, kind.code) else { throw ZeroMQError("making a socket") }
        let monitor = kind == .dealer ? try Self.monitor(of: handle, context) : nil
        self.handle = handle
        self.monitor = monitor
        self.context = context
        self.owner = pthread_self()
        _ = czmq_set_int(handle, ZMQ_LINGER, 0)
        _ = czmq_set_int(handle, ZMQ_SNDHWM, highWaterMark)
        _ = czmq_set_int(handle, ZMQ_RCVHWM, highWaterMark)
        _ = czmq_set_int(handle, ZMQ_RECONNECT_IVL, 20)
        _ = czmq_set_int(handle, ZMQ_RECONNECT_IVL_MAX, 500)
        // A peer whose host is gone takes no descriptor for ever.
        _ = czmq_set_int(handle, ZMQ_TCP_KEEPALIVE, 1)
        _ = czmq_set_int(handle, ZMQ_TCP_KEEPALIVE_IDLE, 120)
        var size = maximumFrameSize
        _ = zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &size, MemoryLayout<Int64>.size)
        switch kind {
        case .router:
            // A peer that went away is an error of the send, not a silent loss; one that comes back takes its place.
            _ = czmq_set_int(handle, ZMQ_ROUTER_MANDATORY, 1)
            _ = czmq_set_int(handle, ZMQ_ROUTER_HANDOVER, 1)
        case .subscriber:
            _ = zmq_setsockopt(handle, ZMQ_SUBSCRIBE, "", 0)
        case .dealer:
            _ = czmq_set_int(handle, ZMQ_IMMEDIATE, 1)
        case .publisher, .answerer:
            break
        }
    }

    deinit {
        if let monitor {
            zmq_socket_monitor(handle, nil, 0)
            zmq_close(monitor)
        }
        zmq_close(handle)
    }

    /// A socket that receives a message whenever `handle` is connected and can send, and when it is refused.
    private static func monitor(
        of handle: UnsafeMutableRawPointer, _ context: ZeroMQContext
    ) throws(ZeroMQError) -> UnsafeMutableRawPointer {
        let endpoint = "inproc://monitor-\(UInt(bitPattern: handle))"
        let events =
            ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
            | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_DISCONNECTED
        guard zmq_socket_monitor(handle, endpoint, events) == 0,
            let monitor = zmq_socket(context.handle, ZMQ_PAIR)
        else {
            let error = ZeroMQError("watching a socket")
            zmq_close(handle)
            throw error
        }
        guard zmq_connect(monitor, endpoint) == 0 else {
            let error = ZeroMQError("watching a socket")
            zmq_close(monitor)
            zmq_close(handle)
            throw error
        }
        return monitor
    }

    /// Sets the name by which a ROUTER at the other end knows this socket. Before `connect`.
    public func setIdentity(_ identity: [UInt8]) throws(ZeroMQError) {
        checkOwner()
        guard zmq_setsockopt(handle, ZMQ_ROUTING_ID, identity, identity.count) == 0 else {
            throw ZeroMQError("naming the socket")
        }
    }

    /// Listens at `endpoint`: `ipc://…`, `tcp://…`.
    public func bind(to endpoint: String) throws(ZeroMQError) {
        checkOwner()
        guard zmq_bind(handle, endpoint) == 0 else { throw ZeroMQError("binding \(endpoint)") }
    }

    /// Connects to `endpoint`, now or whenever it is there.
    ///
    /// A host that is gone without a word is noticed within 15 s, and connected to again when it is back.
    public func connect(to endpoint: String) throws(ZeroMQError) {
        checkOwner()
        if endpoint.hasPrefix("tcp:") {
            _ = czmq_set_int(handle, ZMQ_HEARTBEAT_IVL, 5000)
            _ = czmq_set_int(handle, ZMQ_HEARTBEAT_TIMEOUT, 15_000)
        }
        guard zmq_connect(handle, endpoint) == 0 else { throw ZeroMQError("connecting to \(endpoint)") }
    }

    /// Sends a message of at least one frame.
    ///
    /// - Returns: whether it was taken: `false` when the queue is full, a router's peer is gone, or a dealer has no router.
    public func send(_ frames: [[UInt8]]) throws(ZeroMQError) -> Bool {
        checkOwner()
        for (index, frame) in frames.enumerated() {
            guard try send(frame, isLast: index + 1 == frames.count) else { return false }
        }
        return true
    }

    /// Sends a message of at least one frame from a router to the peer of this name.
    ///
    /// - Returns: as above.
    public func send(_ frames: [[UInt8]], to peer: [UInt8]) throws(ZeroMQError) -> Bool {
        checkOwner()
        guard try send(peer, isLast: false) else { return false }
        return try send(frames)
    }

    private func send(_ frame: [UInt8], isLast: Bool) throws(ZeroMQError) -> Bool {
        while zmq_send(handle, frame, frame.count, ZMQ_DONTWAIT | (isLast ? 0 : ZMQ_SNDMORE)) < 0 {
            let error = ZeroMQError("sending")
            if error.isInterrupted { continue }
            if error.isWouldBlock || error.code == EHOSTUNREACH { return false }
            throw error
        }
        return true
    }

    /// The next message, or `nil` when none waits.
    public func receive() throws(ZeroMQError) -> [[UInt8]]? {
        checkOwner()
        return try Self.receive(from: handle)
    }

    /// The next message to a router, with the name of the peer that sent it; `nil` when none waits.
    public func receiveFromPeer() throws(ZeroMQError) -> (peer: [UInt8], frames: [[UInt8]])? {
        checkOwner()
        guard let peer = try Self.frame(from: handle) else { return nil }
        let frames = peer.isFollowed ? try Self.receive(from: handle) : nil
        return (peer.bytes, frames ?? [])
    }

    /// How a dealer's last try to connect has ended, or its connection, where one has since this was asked the last time.
    public func takeHandshake() throws(ZeroMQError) -> Handshake? {
        checkOwner()
        guard let monitor else { return nil }
        var last: Handshake?
        while let frames = try Self.receive(from: monitor) {
            guard let next = Handshake(monitorEvent: frames) else { continue }
            // A connection that is refused is cut, too: why is the news.
            if next == .lost, last == .refused || last == .failed { continue }
            last = next
        }
        return last
    }

    private static func receive(from handle: UnsafeMutableRawPointer) throws(ZeroMQError) -> [[UInt8]]? {
        var frames: [[UInt8]] = []
        while let frame = try frame(from: handle) {
            frames.append(frame.bytes)
            if !frame.isFollowed { return frames }
        }
        return nil
    }

    /// The next frame, and whether others of its message follow; `nil` when none waits. Where one waits, so do all of its
    /// message.
    private static func frame(
        from handle: UnsafeMutableRawPointer
    ) throws(ZeroMQError) -> (bytes: [UInt8], isFollowed: Bool)? {
        var message = zmq_msg_t()
        zmq_msg_init(&message)
        defer { zmq_msg_close(&message) }
        while zmq_msg_recv(&message, handle, ZMQ_DONTWAIT) < 0 {
            let error = ZeroMQError("receiving")
            if error.isInterrupted { continue }
            if error.isWouldBlock { return nil }
            throw error
        }
        let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
        return (Array(bytes), zmq_msg_more(&message) != 0)
    }

    /// Waits until a message can be received, a dealer is connected, `descriptor` can be read, or the time is over.
    ///
    /// - Parameters:
    ///   - descriptor: a file descriptor that is waited for besides, or `nil`.
    ///   - milliseconds: how long to wait; -1 for as long as it takes.
    public func poll(or descriptor: Int32? = nil, milliseconds: Int) throws(ZeroMQError) {
        checkOwner()
        let input = Int16(ZMQ_POLLIN)
        var items = [zmq_pollitem_t(socket: handle, fd: 0, events: input, revents: 0)]
        if let monitor { items.append(zmq_pollitem_t(socket: monitor, fd: 0, events: input, revents: 0)) }
        if let descriptor { items.append(zmq_pollitem_t(socket: nil, fd: descriptor, events: input, revents: 0)) }
        guard zmq_poll(&items, Int32(items.count), milliseconds) < 0 else { return }
        let error = ZeroMQError("waiting")
        if !error.isInterrupted { throw error }
    }

    func checkOwner() {
        precondition(
            pthread_equal(owner, pthread_self()) != 0, "a ZeroMQ socket was used by a thread that is not its owner")
    }
}
