import Foundation

/// Free disk space below a folder, looked up at most once a second.
struct DiskGauge {
    private let directory: URL
    private var checked: ContinuousClock.Instant?
    private var free = Int.max

    /// The space where `directory` is.
    init(directory: URL) {
        self.directory = directory
    }

    /// Looks anew when it is asked next.
    mutating func forget() {
        checked = nil
    }

    /// Free bytes, as an unprivileged user may use them.
    mutating func freeBytes(now: ContinuousClock.Instant) -> Int {
        if let checked, now - checked < .seconds(1) { return free }
        var status = statvfs()
        // A folder that can't be asked is not held against a mail: the write itself will tell.
        free = statvfs(directory.path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : Int.max
        checked = now
        return free
    }
}
