public import FaxModel

/// A mail to be handed to a server: the envelope, and what the server must know of the data.
public struct OutgoingMail: Hashable, Sendable {
    /// The reverse path; `nil` for the null reverse path (RFC 5321 §4.5.5).
    public var sender: Mailbox?
    /// Who is to get it; at least one.
    public var recipients: [Mailbox]
    /// Octets of the data, without stuffed dots.
    public var size: Int
    /// Whether the data has octets above 127.
    public var isEightBit: Bool

    /// Of what servers on the way are to tell the sender (RFC 3461 §4.1); `nil` where nothing is asked for. Of a mail from the null
    /// sender nobody is told.
    public var notify: NotificationEvents?
    /// What the sender calls the mail (RFC 3461 §4.4): up to 100 printable ASCII characters; `nil` for nothing.
    public var envelopeID: String?

    /// Whether an address needs SMTPUTF8 (RFC 6531).
    public var isInternational: Bool { !(sender?.isASCII ?? true) || !recipients.allSatisfy(\.isASCII) }

    /// A mail with its envelope.
    public init(sender: Mailbox?, recipients: [Mailbox], size: Int, isEightBit: Bool) {
        precondition(!recipients.isEmpty, "a mail has a recipient")
        self.sender = sender
        self.recipients = recipients
        self.size = size
        self.isEightBit = isEightBit
    }
}

/// What became of a mail for one of its recipients.
public struct RecipientResult: Hashable, Sendable {
    /// How it ended.
    public enum Outcome: Hashable, Sendable {
        /// The server took charge of the mail for this recipient.
        case accepted(Reply)
        /// Not now: the server said so (4yz), or the connection broke.
        case deferred(Failure)
        /// Not at all: the server said so (5yz), or it can't take this mail.
        case refused(Failure)
    }

    /// The recipient.
    public var recipient: Mailbox
    /// How it ended.
    public var outcome: Outcome

    /// The outcome for `recipient`.
    public init(recipient: Mailbox, outcome: Outcome) {
        self.recipient = recipient
        self.outcome = outcome
    }
}
