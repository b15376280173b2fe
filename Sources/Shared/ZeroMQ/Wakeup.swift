internal import CZeroMQ
import Foundation
import Glibc

/// Wakes the thread that polls: an eventfd(2), which any thread may signal.
public final class Wakeup: Sendable {
    /// What the poll waits for.
    public let descriptor: Int32

    /// A wakeup that nobody has signalled. A process without a free descriptor stops here.
    public init() {
        descriptor = czmq_eventfd()
        precondition(descriptor >= 0, "no file descriptor is left for an eventfd")
    }

    deinit {
        close(descriptor)
    }

    /// Ends the current or the next poll.
    public func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Whether it was signalled and not cleared since.
    var isSignalled: Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&item, 1, 0) == 1
    }

    /// Forgets the signals so far. The polling thread calls it before it looks at what it was woken for.
    public func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
