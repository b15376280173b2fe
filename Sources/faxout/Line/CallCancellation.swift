import Glibc

/// Tells a call that waits in poll(2) from another thread that it is no longer wanted: a pipe that becomes readable.
final class CallCancellation: Sendable {
    /// How soon a call is to end.
    enum Urgency: UInt8, Sendable {
        /// Before it dials, or after the page that it is at.
        case afterPage = 1
        /// At once: the fax is in other hands.
        case atOnce
    }

    /// Readable when there is something to `take`; for poll(2).
    let descriptor: Int32
    private let writer: Int32

    /// A cancellation that has not happened.
    ///
    /// - Throws: when the process has no descriptor left.
    init() throws(LineError) {
        (descriptor, writer) = try CallInbox.pipe()
    }

    deinit {
        close(descriptor)
        close(writer)
    }

    /// The call is no longer wanted.
    func cancel(_ urgency: Urgency) {
        var octet = urgency.rawValue
        _ = write(writer, &octet, 1)
    }

    /// The next cancellation that has happened and was not taken yet.
    func take() -> Urgency? {
        var octet: UInt8 = 0
        return read(descriptor, &octet, 1) == 1 ? Urgency(rawValue: octet) : nil
    }
}
