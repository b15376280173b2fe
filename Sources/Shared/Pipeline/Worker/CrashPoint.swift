import FaxModel
import Foundation
import Synchronization

/// A point in the way of a fax at which a process can be made to die, so that tests can prove that nothing is lost when it
/// does: the rows of the crash matrix in docs/ARCHITECTURE.md.
///
/// A process that is started with `FAXPOST_CRASH_AT=render.ended` is killed (SIGKILL) by itself as soon as it gets there;
/// with `FAXPOST_CRASH_AT=render.ended:3` when it gets there for the third time. With `render.ended:1:stop` it is stopped there as by a debugger
/// (SIGSTOP), with `render.ended:1:term` asked to end (SIGTERM): what somebody does who watches it may come too late.
public enum CrashPoint: String, Sendable, CaseIterable {
    /// A mail is here, and on its way to the spool.
    case ingestSubmitting = "ingest.submitting"
    /// The spool has a mail, and its client does not know.
    case ingestStored = "ingest.stored"
    /// `enrich` has a task, and begins with it.
    case enrichWorking = "enrich.working"
    /// `enrich` has done a task, and the spool does not know.
    case enrichEnded = "enrich.ended"
    /// `render` has a task, and begins with it.
    case renderWorking = "render.working"
    /// `render` has made the pages, the large ones are with the spool, and it does not know of them.
    case renderEnded = "render.ended"
    /// `faxout` has a task, and begins with it.
    case faxoutWorking = "faxout.working"
    /// An attempt is on disk, and nothing was dialled.
    case faxoutRecorded = "faxout.recorded"
    /// The far end has confirmed a page, and that is not on disk.
    case faxoutConfirmed = "faxout.confirmed"
    /// A confirmed page is on disk, and the call goes on.
    case faxoutCheckpointed = "faxout.checkpointed"
    /// A call has ended, and the spool does not know how.
    case faxoutEnded = "faxout.ended"
    /// A page was received, and is not on disk.
    case faxoutReceived = "faxout.received"
    /// A page that was received is on disk, and is about to be confirmed.
    case faxoutStored = "faxout.stored"
    /// A page is on disk as confirmed, and the far end is about to hear so.
    case faxoutAcknowledged = "faxout.acknowledged"
    /// A call that was answered is over, and the spool does not know how.
    case faxoutHungUp = "faxout.hung-up"
    /// `deliver` has a task, and begins with it.
    case deliverWorking = "deliver.working"
    /// The mail server has the result, and the spool does not know.
    case deliverEnded = "deliver.ended"
    /// The spool is asked to store something.
    case spoolReceived = "spool.received"
    /// The spool has stored something, and answered nobody.
    case spoolWritten = "spool.written"
    /// The spool has given a fax that waited to another group of lines, and told nobody.
    case spoolMoved = "spool.moved"

    /// The environment variable that arms one.
    public static let variable = "FAXPOST_CRASH_AT"

    /// A worker of `stage` begins with a task.
    static func working(_ stage: Stage) -> CrashPoint {
        switch stage {
        case .enrich: .enrichWorking
        case .render: .renderWorking
        case .faxout: .faxoutWorking
        case .deliver: .deliverWorking
        }
    }

    /// A worker of `stage` is about to tell the spool how a task ended.
    static func ended(_ stage: Stage) -> CrashPoint {
        switch stage {
        case .enrich: .enrichEnded
        case .render: .renderEnded
        case .faxout: .faxoutEnded
        case .deliver: .deliverEnded
        }
    }

    /// The process is there; it dies if it was started to die here.
    public func reached() {
        guard let armed = Self.armed, armed.point == self, armed.comes() else { return }
        kill(getpid(), armed.signal)
    }

    private static let armed = ProcessInfo.processInfo.environment[variable].map(Armed.init)

    /// The point at which this process is to die.
    private final class Armed: Sendable {
        let point: CrashPoint
        let signal: Int32
        private let last: Int
        private let count = Atomic(0)

        init(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard let point = CrashPoint(rawValue: String(parts[0])), parts.count <= 3,
                let last = parts.count >= 2 ? Int(parts[1]) : 1,
                let signal = parts.count == 3 ? Self.signals[String(parts[2])] : SIGKILL
            else { preconditionFailure("\(CrashPoint.variable) names no crash point: '\(text)'") }
            self.point = point
            self.signal = signal
            self.last = last
        }

        private static let signals = ["kill": SIGKILL, "stop": SIGSTOP, "term": SIGTERM]

        /// Counts; whether it is the time at which it dies.
        func comes() -> Bool { count.add(1, ordering: .relaxed).newValue == last }
    }
}
