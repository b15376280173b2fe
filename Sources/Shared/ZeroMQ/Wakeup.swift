internal import CZeroMQ
import Foundation

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

    /// Forgets the signals so far. The polling thread calls it before it looks at what it was woken for.
    public func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
