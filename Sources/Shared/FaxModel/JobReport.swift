public import Foundation

/// What became of a job, to be told to its sender: the payload of a `deliver` task.
public struct JobReport: Hashable, Sendable, Codable {
    public var job: Job
    public var order: OrderSummary
    /// How it ended.
    public var result: Result
    /// The calls that were made.
    public var attempts: [Attempt]
    /// Pages that the fax has; 0 when it never became pages.
    public var pageCount: Int
    /// Pages that the far end confirmed.
    public var confirmedPages: Int
    /// What is missing from the pages.
    public var omitted: [OmittedPart]
    /// The pages as sent, header lines included: a TIFF file.
    public var sentPages: DocumentReference?
    /// When it ended.
    public var ended: Date
    /// Whether a document was to be fetched, and not pages to be sent; `nil` for no.
    public var isPolling: Bool?
    /// Whether it is word of one call in vain, and not of a delay; `nil` for no.
    public var isProgress: Bool?
    /// The mailbox that this copy of the word is for, whoever else is told; `nil` for the word to the sender.
    public var archive: String?
    /// Whether copies for archives were made of it; `nil` for no.
    public var isArchived: Bool?
    /// Who did not get it, where it is the copy for the operator; `nil` where it is not.
    public var undelivered: UndeliveredResult?

    /// How a job ended, or stands.
    public enum Result: Hashable, Sendable, Codable {
        /// Every page was confirmed by the far end.
        case sent
        /// It will not be tried again.
        case failed(Failure)
        /// The operator has ended it.
        case cancelled(Failure)
        /// It has not ended: it is still tried, after the failure of the last call.
        case delayed(Failure)
    }

    /// What became of `job`.
    public init(
        job: Job, order: OrderSummary, result: Result, attempts: [Attempt] = [], pageCount: Int = 0,
        confirmedPages: Int = 0, omitted: [OmittedPart] = [], sentPages: DocumentReference? = nil, ended: Date
    ) {
        self.job = job
        self.order = order
        self.result = result
        self.attempts = attempts
        self.pageCount = pageCount
        self.confirmedPages = confirmedPages
        self.omitted = omitted
        self.sentPages = sentPages
        self.ended = ended
    }
}

extension JobReport {
    /// The sender's own reference for the fax.
    public var reference: String? { job.reference ?? order.options.reference }

    /// Whose account the fax is on.
    public var billingCode: String? { job.billingCode ?? order.options.billingCode }
}
