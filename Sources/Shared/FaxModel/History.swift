import Foundation

/// News of a job, for its history; fields left `nil` stay as they are. The spool writes it in the transaction that
/// moves the job's task, so history and queue never disagree.
public struct JobUpdate: Hashable, Sendable, Codable {
    public var job: JobID
    public var state: JobState?
    public var sender: String?
    public var recipient: String?
    public var number: FaxNumber?
    public var subject: String?
    public var reference: String?
    /// Whose account the job is on.
    public var billingCode: String?
    public var pageCount: Int?
    public var confirmedPages: Int?
    public var attempts: Int?
    /// The last result as a sentence.
    public var result: String?
    /// Documents to add: their role (`mail`, `cover`, `pages`, `sent`, `received`) and where they are.
    public var documents: [String: DocumentReference]?
    /// A call that began or ended; it replaces what is known of the attempt of the same number.
    public var attempt: Attempt?
    /// What went over the line in a call that has ended.
    public var call: CallLog?
    /// What happened, for the journal: a sentence.
    public var event: String?

    /// News of `job`.
    public init(
        job: JobID, state: JobState? = nil, sender: String? = nil, recipient: String? = nil, number: FaxNumber? = nil,
        subject: String? = nil, reference: String? = nil, billingCode: String? = nil, pageCount: Int? = nil,
        confirmedPages: Int? = nil, attempts: Int? = nil, result: String? = nil,
        documents: [String: DocumentReference]? = nil,
        attempt: Attempt? = nil, call: CallLog? = nil, event: String? = nil
    ) {
        self.job = job
        self.state = state
        self.sender = sender
        self.recipient = recipient
        self.number = number
        self.subject = subject
        self.reference = reference
        self.billingCode = billingCode
        self.pageCount = pageCount
        self.confirmedPages = confirmedPages
        self.attempts = attempts
        self.result = result
        self.documents = documents
        self.attempt = attempt
        self.call = call
        self.event = event
    }
}
