import FaxModel
import Pipeline

/// A fax that is ready for its call.
struct OutgoingFax: Sendable {
    let lease: Lease
    let pages: FaxPages
    /// The job, as the call changes it.
    let recorder: ProgressRecorder

    /// The password that the far end wants (SID or PWD); `nil` for none.
    let password: String?

    /// A fax whose progress is kept under its lease.
    init(_ job: FaxJob, _ pages: FaxPages, password: String?, _ lease: Lease) {
        self.lease = lease
        self.password = password
        self.pages = pages
        recorder = ProgressRecorder(job, logger: lease.logger) { progress, updates in
            try await lease.checkpoint(progress, updates: updates)
        }
    }

    /// What its sender wants of the call.
    var terms: CallTerms { CallTerms(recorder.current.options, password: password) }

    /// Whose it is at the far end (SUB); `nil` for none. A machine that takes no subaddress would end a call that others share.
    var subaddress: String? { recorder.current.task.job.subaddress }

    /// Whether it is in other hands before it is sent: its call must end at once.
    var isLost: Bool { lease.isLost && !recorder.current.isSent }
}
