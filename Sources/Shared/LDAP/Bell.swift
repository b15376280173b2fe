internal import Glibc

/// Wakes a thread that sleeps in poll(2): a pipe, whose ends any thread may use.
final class Bell: Sendable {
    private let ends: (read: Int32, write: Int32)

    /// A bell that nobody has rung. A process without a free descriptor stops here.
    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no file descriptor is left for a pipe")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        self.ends = (ends[0], ends[1])
    }

    deinit {
        close(ends.read)
        close(ends.write)
    }

    /// Ends the current or the next wait.
    func ring() {
        var octet: UInt8 = 1
        _ = write(ends.write, &octet, 1)
    }

    /// Forgets the rings so far. The thread calls it before it looks at what it was woken for.
    func clear() {
        var octets = [UInt8](repeating: 0, count: 64)
        while read(ends.read, &octets, octets.count) == octets.count {}
    }

    /// Sleeps until it is rung, `descriptor` can be read, or the time is over.
    func wait(or descriptor: Int32, for time: Duration) {
        var items = [
            pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Rounded up: it would wake too early, and again.
        let milliseconds = (time.microseconds + 999) / 1000
        _ = poll(&items, 2, Int32(clamping: milliseconds))
    }
}
