import FaxModel

/// What a blocked task waits behind.
enum Gate: Hashable, Sendable {
    /// Calls to a number: one at a time, and none while it is let alone.
    case number(FaxNumber)
    /// Calls of a sender: as many at a time as the configuration allows.
    case sender(Flow)
}
