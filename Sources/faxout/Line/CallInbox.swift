import Glibc
import Synchronization
import T30

/// Brings events from other threads to a call that waits in poll(2): a pipe that becomes readable.
final class CallInbox: Sendable {
    /// Readable when there is something to `take`; for poll(2).
    let descriptor: Int32
    private let writer: Int32
    private let events = Mutex<[CallEvent]>([])

    /// An inbox with nothing in it.
    ///
    /// - Throws: when the process has no descriptor left.
    init() throws(LineError) {
        (descriptor, writer) = try Self.pipe()
    }

    deinit {
        close(descriptor)
        close(writer)
    }

    /// Puts an event in, from whatever thread.
    func put(_ event: CallEvent) {
        events.withLock { $0.append(event) }
        var octet: UInt8 = 0
        _ = write(writer, &octet, 1)
    }

    /// Takes out what has come.
    func take() -> [CallEvent] {
        var octets = [UInt8](repeating: 0, count: 16)
        while read(descriptor, &octets, octets.count) > 0 {}
        return events.withLock { events in
            defer { events = [] }
            return events
        }
    }

    /// Both ends of a pipe, to read and to write, that don't block and end with the program.
    static func pipe() throws(LineError) -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw LineError("A pipe can't be made: \(String(cString: strerror(errno))).")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }
}
