import Synchronization

/// What happens while a modem has a command and has not answered it yet. The modem's own thread does it: a line waits seconds for an answer, and the
/// thread of a test may be held up for longer.
final class Intervention: Sendable {
    private let deed = Mutex<(@Sendable () -> Void)?>(nil)

    /// Says what is to happen; before anything is under way that it could come too late for.
    func prepare(_ deed: @escaping @Sendable () -> Void) {
        self.deed.withLock { $0 = deed }
    }

    /// Has it happen.
    func happen() {
        deed.withLock(\.self)?()
    }
}
