internal import CZeroMQ

/// How a dealer's try to connect, or its connection, has ended (zmq_socket_monitor(3)).
public enum Handshake: Sendable {
    /// It is connected.
    case made
    /// The other end does not know its key.
    case refused
    /// It ended without a word: the other end has another key than was expected, expects none, or went away.
    case failed
    /// It was connected, and is not any more.
    case lost

    /// What the first frame of a monitor's message says: 16 bits of event, 32 of value, in the machine's order.
    init?(monitorEvent frames: [[UInt8]]) {
        guard let frame = frames.first, frame.count >= 6 else { return nil }
        switch Int32(frame.withUnsafeBytes { $0.loadUnaligned(as: UInt16.self) }) {
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .made
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: self = .refused
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: self = .failed
        case ZMQ_EVENT_DISCONNECTED: self = .lost
        default: return nil
        }
    }
}
