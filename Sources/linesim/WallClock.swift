internal import Glibc

/// Wall time that no clock adjustment moves.
enum WallClock {
    /// Seconds since an arbitrary moment.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
