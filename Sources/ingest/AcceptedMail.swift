import FaxAddressing
import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import SMTP

/// A mail whose data came in whole, and to whom it is faxed.
struct AcceptedMail: Hashable, Sendable {
    /// A recipient that was accepted.
    struct Recipient: Hashable, Sendable {
        /// The address as the client gave it; or the number of a list, as an address.
        var path: ForwardPath
        /// What it names.
        var fax: FaxAddress
        /// Where the fax goes.
        var destination: Destination
        /// What the mail's header says of this recipient alone.
        var request: RequestedRecipient?
        /// What the client wants reported of it.
        var wishes = ReportWishes()
        /// What the rule that let it pass demands; `nil` where there are no rules.
        var terms: FaxTerms?
        /// To whose account its pages are put, and how many may be; `nil` where nobody counts them.
        var quota: PageQuota?
        /// Whether it is decided only when the mail is there.
        var awaitsVerification = false
        /// What the sender is to be told of the group of which he is a member; `nil` for nothing.
        var note: String?

        /// To whose account its pages are put; `nil` where nobody counts them.
        var account: String? { quota?.account }

        /// The address as text.
        var address: String { path.description }

        /// A recipient of which no more is known than its address.
        init(path: ForwardPath, fax: FaxAddress, destination: Destination) {
            self.path = path
            self.fax = fax
            self.destination = destination
        }
    }

    /// The order that the mail becomes.
    var order: OrderID
    /// The reverse path; empty for the null reverse path.
    var sender: String
    /// Whom it is faxed to: each once.
    var recipients: [Recipient]
    /// The recipients that rules have refused.
    var refusals: [RefusalNote]
    /// What its sender is to be told of groups to which it goes: each sentence once.
    var notes: [String] = []
    /// When the end of the data was received.
    var received: Date
    /// The client's IP address.
    var client: String
    /// The mail's Message-ID; `nil` where it has none.
    var messageID: String?
    /// How urgent the most urgent of its faxes is.
    var priority = Priority.normal
    /// Who had logged in; `nil` for nobody.
    var user: String?
    /// What the envelope wants reported of the mail (RFC 3461 §4.3, §4.4).
    var returnedContent: ReturnedContent?
    var envelopeID: String?
    /// The postmaster's address as the client gave it, where the mail goes to him, and to nobody else; else `nil`.
    var postmaster: String?
    /// What became of the fax that is sent again, where the mail is an answer to word of it; else `nil`.
    var resent: JobReport?

    /// The mail of `envelope`, to these recipients.
    init(
        order: OrderID, envelope: MailEnvelope, recipients: [Recipient], refusals: [RefusalNote] = [], received: Date,
        submitter: Submitter, messageID: String? = nil
    ) {
        self.order = order
        self.sender = envelope.sender?.description ?? ""
        self.recipients = recipients
        self.refusals = refusals
        self.received = received
        self.client = submitter.client
        self.user = submitter.user
        self.returnedContent = envelope.returnedContent
        self.envelopeID = envelope.envelopeID
        self.messageID = messageID
    }
}
