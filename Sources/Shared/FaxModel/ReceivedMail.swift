public import Foundation

/// A mail that `ingest` has accepted: the payload of an `enrich` task.
public struct ReceivedMail: Hashable, Sendable, Codable {
    /// One accepted RCPT TO.
    public struct Recipient: Hashable, Sendable, Codable {
        /// The job that this recipient becomes.
        public var job: JobID
        /// The address as the client gave it.
        public var address: String
        /// The number that the address names: an international one, or an extension of our own.
        public var number: FaxNumber
        /// The subaddress at the number that the address names.
        public var subaddress: String?
        /// Who is to get the fax, as far as the address says so.
        public var name: String?
        /// The company of whom is to get the fax, as far as the address says so.
        public var company: String?
        /// Of which events the sender wants to be told of this recipient (RFC 3461 §4.1); `nil` where the client said nothing.
        public var notify: NotificationEvents?
        /// The address that the sender wrote, as the client told it (RFC 3461 §4.2): its type, `;`, and the address, decoded.
        public var originalRecipient: String?
        /// The sender's own reference for this recipient alone.
        public var reference: String?
        /// Whose account the fax to this recipient is on.
        public var billingCode: String?
        /// What the cover page of this recipient alone says.
        public var cover: CoverFields?
        /// What the rule that let it pass demands; `nil` where no rule did.
        public var terms: FaxTerms?

        /// The recipient at `address`, which names `number`.
        public init(
            job: JobID, address: String, number: FaxNumber, subaddress: String? = nil, name: String? = nil,
            company: String? = nil, terms: FaxTerms? = nil
        ) {
            self.job = job
            self.address = address
            self.number = number
            self.subaddress = subaddress
            self.name = name
            self.company = company
            self.terms = terms
        }
    }

    /// The order that the mail becomes.
    public var order: OrderID
    /// The reverse path (RFC 5321 §4.1.1.2); empty for the null reverse path.
    public var sender: String
    /// The accepted recipients, in the order of the RCPT commands.
    public var recipients: [Recipient]
    /// When the end of the data was received.
    public var received: Date
    /// The client's IP address.
    public var client: String
    /// The mail as received, Received: field included.
    public var document: DocumentReference
    /// Who had logged in; `nil` for nobody.
    public var user: String?
    /// What reports give back of the mail (RFC 3461 §4.3); `nil` where the client said nothing.
    public var returnedContent: ReturnedContent?
    /// What the sender calls the mail (RFC 3461 §4.4), decoded; `nil` where the client said nothing.
    public var envelopeID: String?
    /// What its sender is to be told besides, such as who of a group gets no fax: clauses; `nil` for nothing.
    public var notes: [String]?
    /// The job whose fax is sent again, by the answer to word of its failure; `nil` for a mail that came as it is.
    public var resentJob: JobID?

    /// A mail with its envelope.
    public init(
        order: OrderID, sender: String, recipients: [Recipient], received: Date, client: String,
        document: DocumentReference
    ) {
        self.order = order
        self.sender = sender
        self.recipients = recipients
        self.received = received
        self.client = client
        self.document = document
    }
}
