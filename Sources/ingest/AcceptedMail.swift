import FaxAddressing
import FaxModel
import FaxRequests
import Foundation
import SMTP

/// The envelope of a mail whose data came in whole.
struct AcceptedMail: Hashable, Sendable {
    /// A recipient that was accepted.
    struct Recipient: Hashable, Sendable {
        /// The address as the client gave it.
        var address: String
        /// What it names.
        var fax: FaxAddress
        /// What the mail's header says of this recipient alone.
        var request: RequestedRecipient?
    }

    /// The order that the mail becomes.
    var order: OrderID
    /// The reverse path; empty for the null reverse path.
    var sender: String
    /// Whom it is faxed to: each once.
    var recipients: [Recipient]
    /// When the end of the data was received.
    var received: Date
    /// The client's IP address.
    var client: String
    /// The mail's Message-ID; `nil` where it has none.
    var messageID: String?
    /// Who had logged in; `nil` for nobody.
    var user: String?
    /// What the envelope wants reported: of the mail (RFC 3461 §4.3, §4.4), and of each address.
    var returnedContent: ReturnedContent?
    var envelopeID: String?
    var wishes: [String: ReportWishes]

    /// The mail of `envelope`, to these recipients.
    init(
        order: OrderID, envelope: MailEnvelope, recipients: [Recipient], received: Date, submitter: Submitter,
        messageID: String? = nil
    ) {
        self.order = order
        self.sender = envelope.sender?.description ?? ""
        self.recipients = recipients
        self.received = received
        self.client = submitter.client
        self.user = submitter.user
        self.returnedContent = envelope.returnedContent
        self.envelopeID = envelope.envelopeID
        self.wishes = Dictionary(zip(envelope.recipients.map(\.description), envelope.wishes)) { first, _ in first }
        self.messageID = messageID
    }
}
