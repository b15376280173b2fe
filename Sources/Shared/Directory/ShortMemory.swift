/// What was found lately, for a while: a directory is not asked the same for each recipient of a mail.
struct ShortMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let duration: Duration
    private let capacity: Int
    private var entries: [Key: (value: Value, until: ContinuousClock.Instant)] = [:]

    /// A memory that keeps `capacity` values at the most, each for `duration` unless something else is said.
    init(for duration: Duration, capacity: Int = 10_000) {
        self.duration = duration
        self.capacity = capacity
    }

    /// What was found, as long as it counts.
    func value(for key: Key, now: ContinuousClock.Instant) -> Value? {
        entries[key].flatMap { $0.until > now ? $0.value : nil }
    }

    /// Keeps what was found at `now`.
    mutating func keep(
        _ value: Value, for key: Key, during: Duration? = nil, now: ContinuousClock.Instant
    ) {
        if entries.count >= capacity { entries = entries.filter { $0.value.until > now } }
        // Full of what still counts: it costs no more than to ask again.
        if entries.count >= capacity { entries = [:] }
        entries[key] = (value, now + (during ?? duration))
    }
}
