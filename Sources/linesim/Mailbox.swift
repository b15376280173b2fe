internal import Glibc
internal import Synchronization

/// How other threads reach the switchboard: a call hands a modem back, a signal ends the program.
final class Mailbox: Sendable {
    /// What came since the switchboard last looked.
    struct News: Sendable {
        /// What calls said of their modems, in order.
        var notices: [Notice] = []
        /// Whether to stop.
        var isStopped = false
    }

    /// What a call says of one of its modems.
    enum Notice: Equatable, Sendable {
        /// Its other end has hung up.
        case clearing(Int)
        /// It is on hook, and the switchboard's again.
        case released(Int)
    }

    private let news = Mutex(News())
    private let readEnd: Int32
    private let writeEnd: Int32

    /// An empty mailbox.
    init() throws(LinesimError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LinesimError(.pipe, "no pipe to be had", errno: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Readable whenever there is news.
    var descriptor: Int32 { readEnd }

    /// A call says something of a modem; after `released` it may not touch it again.
    func tell(_ notice: Notice) { post { $0.notices.append(notice) } }

    /// The program ends.
    func stop() { post { $0.isStopped = true } }

    /// Takes what came.
    func take() -> News {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
        return news.withLock { news in
            defer { news.notices = [] }
            return news
        }
    }

    private func post(_ change: (inout News) -> Void) {
        news.withLock { change(&$0) }
        var byte: UInt8 = 1
        // A full pipe is as good a wake-up as one byte more.
        _ = write(writeEnd, &byte, 1)
    }
}
