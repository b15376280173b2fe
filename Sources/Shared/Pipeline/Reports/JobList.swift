public import FaxModel
public import Foundation

/// Answers `Query.jobs`, `Query.find` and `Query.order`: one line a job.
public struct JobList: Codable, Hashable, Sendable {
    /// The jobs, newest first.
    public var jobs: [JobRecord]
    /// Where the list goes on: what stands behind this job was not looked at. `nil` when all was, and for the jobs of an order and those that
    /// are held.
    public var next: JobID?

    /// The list of these jobs.
    public init(jobs: [JobRecord], next: JobID? = nil) {
        self.jobs = jobs
        self.next = next
    }
}

/// What the history keeps of a job.
public struct JobRecord: Codable, Hashable, Sendable {
    /// The job's name.
    public var id: JobID
    /// Where it stands.
    public var state: JobState
    /// Who sends: the mail's reverse path.
    public var sender: String
    /// Who receives, in words.
    public var recipient: String?
    /// The number to dial.
    public var number: FaxNumber?
    /// The mail's subject.
    public var subject: String?
    /// The application's reference.
    public var reference: String?
    /// Whose account it is on.
    public var billingCode: String?
    /// Pages that the fax has.
    public var pageCount: Int?
    /// Pages that the far end confirmed.
    public var confirmedPages: Int
    /// Calls so far.
    public var attempts: Int
    /// The last result as a sentence.
    public var result: String?
    /// When the mail was accepted.
    public var created: Date
    /// When anything last changed.
    public var updated: Date
    /// When it was sent, or has failed or was cancelled; `nil` while it goes on.
    public var ended: Date?

    /// A job that has just been accepted.
    public init(id: JobID, created: Date) {
        self.id = id
        state = .accepted
        sender = ""
        confirmedPages = 0
        attempts = 0
        self.created = created
        updated = created
    }
}
