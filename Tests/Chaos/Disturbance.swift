import Foundation
import Synchronization
import TestSupport

/// What was done to a program, and when.
struct Disturbance: Hashable, Sendable {
    /// What was done.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        /// SIGKILL, and started again.
        case killed
        /// SIGTERM, and started again.
        case terminated
        /// SIGSTOP, and SIGCONT after a while.
        case stopped
    }

    /// To whom.
    var victim: Victim
    /// What.
    var kind: Kind
    /// When it began.
    var began: Date
    /// When the process was gone, or went on.
    var ended: Date
    /// When the program worked again.
    var worked: Date
}

extension Disturbance: CustomStringConvertible {
    var description: String { "\(began.clock)–\(ended.clock)–\(worked.clock) \(victim) \(kind.rawValue)" }
}

/// One of the processes that are killed: a program, and which of its processes.
struct Victim: Hashable, Sendable, CustomStringConvertible {
    /// The program.
    var program: Faxpost.Program
    /// Which of its processes: 0 or 1. There is one spool.
    var copy: Int

    /// All of them, the spool first.
    static let all =
        [Victim(program: .spool, copy: 0)]
        + Faxpost.Program.allCases.filter { $0 != .spool }.flatMap {
            [Victim(program: $0, copy: 0), Victim(program: $0, copy: 1)]
        }

    var description: String { program == .spool ? "spool" : "\(program.rawValue)-\(copy)" }
}

/// What was done to whom so far.
final class DisturbanceLog: Sendable {
    private let entries = Mutex<[Disturbance]>([])

    /// All of it, in the order in which it ended.
    var all: [Disturbance] { entries.withLock { $0 } }

    /// Adds something.
    func add(_ disturbance: Disturbance) {
        entries.withLock { $0.append(disturbance) }
    }
}
