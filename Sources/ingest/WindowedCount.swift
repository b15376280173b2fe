import NIOCore

/// Events since the first of them, for as long as a window lasts; then they are counted anew.
struct WindowedCount {
    private let window: TimeAmount
    private var began: NIODeadline?
    private var count = 0

    /// None yet.
    init(window: TimeAmount) {
        self.window = window
    }

    /// Whether no window is open.
    func isOver(_ now: NIODeadline) -> Bool {
        began.map { now - $0 >= window } ?? true
    }

    /// Events within the window that is open.
    func value(_ now: NIODeadline) -> Int { isOver(now) ? 0 : count }

    /// One more.
    mutating func add(_ now: NIODeadline) {
        if isOver(now) {
            began = now
            count = 0
        }
        count += 1
    }
}
