import FaxModel
import Pipeline

/// A fax that is ready for its call.
struct OutgoingFax: Sendable {
    let lease: Lease
    let pages: FaxPages
    /// The job, as the call changes it.
    let recorder: ProgressRecorder

    /// A fax whose progress is kept under its lease.
    init(_ job: FaxJob, _ pages: FaxPages, _ lease: Lease) {
        self.lease = lease
        self.pages = pages
        recorder = ProgressRecorder(job, logger: lease.logger) { progress, updates in
            try await lease.checkpoint(progress, updates: updates)
        }
    }

    /// Whether it is in other hands before it is sent: its call must end at once.
    var isLost: Bool { lease.isLost && !recorder.current.isSent }
}
