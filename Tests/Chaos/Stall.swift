import Foundation
import Synchronization

/// A while in which the machine did not get on.
struct Stall: Hashable, Sendable {
    /// When something was to be done.
    var began: Date
    /// When it was done.
    var ended: Date

    /// How long it took, in seconds.
    var duration: TimeInterval { ended.timeIntervalSince(began) }
}

extension Stall: CustomStringConvertible {
    var description: String { "\(began.clock)–\(ended.clock) the machine stood still" }
}

/// Does again and again what a program does that has something to be stored, and notes when that takes long: it hands it to and fro between two
/// threads, as often as it would be handed on, and has some octets on the disk where the spool has its own.
final class StallWatch: Sendable {
    private let path: String
    private let entries = Mutex<[Stall]>([])
    private let isOver = Atomic(false)
    /// Whether nothing is handed to and fro any more.
    private let isDone = Atomic(false)
    private let (there, back) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

    /// How often it has something to do, in seconds, and from which delay on that is a stall.
    private static let (interval, least) = (0.05, 0.1)
    /// How often it is handed to and fro: program, its connection, the spool, and back; modem and far end, too.
    private static let handOffs = 5

    /// A watch that writes to the file `path`.
    init(path: String) {
        self.path = path
    }

    /// The stalls so far, in their order.
    var all: [Stall] { entries.withLock { $0 } }

    /// Begins to watch.
    func start() {
        for work in [watch, answer] {
            let thread = Thread(block: work)
            thread.name = "stalls"
            thread.stackSize = 256 << 10
            thread.start()
        }
    }

    /// Lets the thread end, soon.
    func stop() {
        isOver.store(true, ordering: .relaxed)
    }

    @Sendable private func answer() {
        while true {
            there.wait()
            guard !isDone.load(ordering: .acquiring) else { return }
            back.signal()
        }
    }

    @Sendable private func watch() {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        while !isOver.load(ordering: .relaxed) {
            let due = Date.now.addingTimeInterval(Self.interval)
            Thread.sleep(forTimeInterval: Self.interval)
            for _ in 0..<Self.handOffs {
                there.signal()
                back.wait()
            }
            var octets: UInt64 = 0
            _ = pwrite(file, &octets, MemoryLayout.size(ofValue: octets), 0)
            fdatasync(file)
            let stall = Stall(began: due, ended: .now)
            if stall.duration >= Self.least { entries.withLock { $0.append(stall) } }
        }
        isDone.store(true, ordering: .releasing)
        there.signal()
    }
}
