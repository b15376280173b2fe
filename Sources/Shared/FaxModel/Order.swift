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
    /// The groups of lines that may dial it, in the order in which they are tried, `lineGroup` first; `nil` where that is the only one.
    public var lineGroups: [Lane]?
    /// Of which events the mail's envelope wants the sender to be told (RFC 3461 §4.1); `nil` where it says nothing.
    public var notify: NotificationEvents?
    /// The address that the sender wrote (RFC 3461 §4.2): its type, `;`, and the address.
    public var originalRecipient: String?
    /// The sender's own reference for this recipient; `nil` for that of the order.
    public var reference: String?
    /// Whose account the fax is on; `nil` for that of the order.
    public var billingCode: String?
    /// What the cover page of this recipient alone says.
    public var cover: CoverFields?
    /// What the rule that let it pass demands; `nil` where no rule did.
    public var terms: FaxTerms?

    /// A job, complete.
    public init(
        id: JobID, address: String, recipient: Party, number: FaxNumber, subaddress: String? = nil, lineGroup: Lane,
        reference: String? = nil, billingCode: String? = nil, cover: CoverFields? = nil, terms: FaxTerms? = nil
    ) {
        self.id = id
        self.address = address
        self.recipient = recipient
        self.number = number
        self.subaddress = subaddress
        self.lineGroup = lineGroup
        self.reference = reference
        self.billingCode = billingCode
        self.cover = cover
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
    /// What reports give back of the mail (RFC 3461 §4.3); `nil` where its envelope says nothing.
    public var returnedContent: ReturnedContent?
    /// What the sender calls the mail (RFC 3461 §4.4); `nil` where its envelope says nothing.
    public var envelopeID: String?
    /// Who had logged in when it came; `nil` for nobody.
    public var user: String?

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
        self.returnedContent = order.mail.returnedContent
        self.envelopeID = order.mail.envelopeID
        self.user = order.mail.user
    }
}
