internal import Glibc

/// Lets a call's thread stand back while it runs ahead of life: as fast as the CPU allows must not mean as fast as the
/// programs at the modems can no longer follow, for they think in wall time (T.30's timers).
///
/// Linux has a nice value for each thread (sched(7)). Any thread may raise its own; only some may lower it again, and where this one
/// may not it is left alone.
struct TurboPriority {
    /// What a thread has that stands back.
    private static let nice: Int32 = 10

    /// In Linux a process of which a thread speaks as its own is that thread alone (setpriority(2), differences of C library and
    /// kernel).
    private static let thread = __priority_which_t(PRIO_PROCESS.rawValue)

    private let usual: Int32
    private var standsBack = false
    private let isPossible: Bool

    /// The priority of the calling thread, which is the only one to use it.
    init() {
        usual = getpriority(Self.thread, 0)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(__RLIMIT_NICE.rawValue), &limit)
        // RLIMIT_NICE counts from 20 for the lowest nice value upwards.
        isPossible = usual < Self.nice && (geteuid() == 0 || Int64(clamping: limit.rlim_cur) >= Int64(20 - usual))
    }

    /// Stands back from here on, or does not.
    mutating func standBack(_ wanted: Bool) {
        guard isPossible, wanted != standsBack else { return }
        guard setpriority(Self.thread, 0, wanted ? Self.nice : usual) == 0 else { return }
        standsBack = wanted
    }
}
