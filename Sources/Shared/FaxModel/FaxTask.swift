import Foundation

/// Fax pages that the spool keeps: a TIFF-F file (RFC 2306) of T.6 pages.
public struct PageDocument: Hashable, Sendable, Codable {
    /// The TIFF file.
    public var document: DocumentReference
    /// The pages in it.
    public var pageCount: Int

    /// A file of `pageCount` pages.
    public init(document: DocumentReference, pageCount: Int) {
        self.document = document
        self.pageCount = pageCount
    }
}

/// A part of the mail that could not become a page: told on the cover page and in the notification.
public struct OmittedPart: Hashable, Sendable, Codable {
    /// The part's file name, or its media type where it has none.
    public var name: String
    /// Why, as a sentence.
    public var reason: String

    /// The part `name`, left out because of `reason`.
    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// Pages for one recipient, ready for the line, or a document that is to be fetched there: the payload of a `faxout` task.
public struct FaxTask: Hashable, Sendable, Codable {
    public var job: Job
    public var order: OrderSummary
    /// The pages in the order in which they are sent: cover page, then what the recipients of the order share.
    public var pages: [PageDocument]
    /// What is missing from the pages.
    public var omitted: [OmittedPart]
    /// What is to be fetched at the job's number; there are no pages then. `nil` for a fax that is sent.
    public var polling: PollingOrder?

    /// Pages for the recipient of `job`.
    public init(job: Job, order: OrderSummary, pages: [PageDocument], omitted: [OmittedPart]) {
        self.job = job
        self.order = order
        self.pages = pages
        self.omitted = omitted
    }

    /// A document that is to be fetched.
    public init(job: Job, order: OrderSummary, polling: PollingOrder) {
        self.init(job: job, order: order, pages: [], omitted: [])
        self.polling = polling
    }

    /// All pages of all documents.
    public var pageCount: Int { pages.reduce(0) { $0 + $1.pageCount } }
}

/// How far a `faxout` task has come: its checkpoint. Kept by the spool beside the task, so that whoever takes the task
/// after a crash goes on with the first page that the far end has not confirmed.
public struct FaxProgress: Hashable, Sendable, Codable {
    /// The attempts so far. One without `ended` was under way when its worker died.
    public var attempts: [Attempt]
    /// Pages from the first that the far end confirmed (MCF or RTP), over all attempts.
    public var confirmedPages: Int
    /// The number at which they were confirmed; `nil` where that is the job's own.
    public var number: FaxNumber?
    /// Attempts that went to other numbers, before the operator redirected the job; `nil` for none.
    public var attemptsElsewhere: Int?
    /// Whether the sender was told that it takes long; `nil` for no.
    public var isDelayTold: Bool?

    /// Progress; none by default.
    public init(attempts: [Attempt] = [], confirmedPages: Int = 0) {
        self.attempts = attempts
        self.confirmedPages = confirmedPages
    }

    /// Closes attempts that were under way when their worker died.
    ///
    /// - Returns: those that were open, closed.
    public mutating func closeInterrupted() -> [Attempt] {
        var interrupted: [Attempt] = []
        for index in attempts.indices where attempts[index].outcome == nil {
            attempts[index].outcome = .interrupted
            attempts[index].sentence =
                "The program that made the call was stopped before its end was known; the first page without "
                + "confirmation is next."
            interrupted.append(attempts[index])
        }
        return interrupted
    }

    /// The job goes to `number`; where that is another one than before, it begins with its first page.
    ///
    /// - Parameter own: the number that the job had at first.
    public mutating func turn(to number: FaxNumber, from own: FaxNumber) {
        guard number != self.number ?? own else { return }
        self.number = number
        confirmedPages = 0
        attemptsElsewhere = attempts.count
    }
}
