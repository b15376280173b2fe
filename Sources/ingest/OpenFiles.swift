import Foundation

/// How many files and sockets this process may have open.
enum OpenFiles {
    /// Raises the limit to what the system lets an unprivileged process have: a connection is a socket, and the usual limit, 1024, is
    /// there for programs that use select(2).
    static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
