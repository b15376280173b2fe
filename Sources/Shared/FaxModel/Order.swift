public import Foundation

/// What one mail asks for, with everything looked up: the payload of a `render` task.
public struct Order: Hashable, Sendable, Codable {
    /// The order's name.
    public var id: OrderID
    /// The mail that asked for it, with its envelope.
    public var mail: ReceivedMail
    /// The mail's Message-ID, without angle brackets.
    public var messageID: String?
    /// The mail's Subject, decoded.
    public var subject: String
    /// Who sends.
    public var sender: Party
    /// How it is sent.
    public var options: FaxOptions
    /// One job a recipient.
    public var jobs: [Job]

    /// An order, complete.
    public init(
        id: OrderID, mail: ReceivedMail, messageID: String?, subject: String, sender: Party, options: FaxOptions,
        jobs: [Job]
    ) {
        self.id = id
        self.mail = mail
        self.messageID = messageID
        self.subject = subject
        self.sender = sender
        self.options = options
        self.jobs = jobs
    }
}

/// One fax to one recipient.
public struct Job: Hashable, Sendable, Codable {
    /// The job's name.
    public var id: JobID
    /// The address that the mail was sent to.
    public var address: String
    /// Who receives.
    public var recipient: Party
    /// The number to dial.
    public var number: FaxNumber
    /// For whom at that number the fax is (T.30's SUB).
    public var subaddress: String?
    /// The group of lines that may dial it: the lane of its `faxout` task.
    public var lineGroup: Lane
    /// What the rule that let it pass demands; `nil` where no rule did.
    public var terms: FaxTerms?

    /// A job, complete.
    public init(
        id: JobID, address: String, recipient: Party, number: FaxNumber, subaddress: String? = nil, lineGroup: Lane,
        terms: FaxTerms? = nil
    ) {
        self.id = id
        self.address = address
        self.recipient = recipient
        self.number = number
        self.subaddress = subaddress
        self.lineGroup = lineGroup
        self.terms = terms
    }
}

/// What every stage after `enrich` needs to know of the order that a job came from.
public struct OrderSummary: Hashable, Sendable, Codable {
    public var id: OrderID
    /// The reverse path to which results are told; empty when nobody is to be told.
    public var returnPath: String
    /// The mail's Message-ID, without angle brackets.
    public var messageID: String?
    public var subject: String
    public var sender: Party
    public var options: FaxOptions
    /// When the mail was accepted.
    public var received: Date
    /// The mail as received.
    public var mail: DocumentReference

    /// The summary of `order`, for a job under these terms.
    public init(_ order: Order, under terms: FaxTerms? = nil) {
        self.id = order.id
        self.returnPath = order.mail.sender
        self.messageID = order.messageID
        self.subject = order.subject
        self.sender = order.sender
        self.options = order.options.under(terms)
        self.received = order.mail.received
        self.mail = order.mail.document
    }
}
