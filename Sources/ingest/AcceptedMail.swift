import FaxAddressing
import FaxModel
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
    }

    /// The order that the mail becomes.
    var order: OrderID
    /// The reverse path; empty for the null reverse path.
    var sender: String
    /// Each number, and subaddress there, once: one that was named twice gets one fax.
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

    /// The mail of `envelope`. Recipients that `policy` would refuse now are not in it.
    init(
        order: OrderID, envelope: MailEnvelope, policy: RecipientPolicy, received: Date, submitter: Submitter,
        messageID: String? = nil
    ) {
        self.order = order
        self.sender = envelope.sender?.description ?? ""
        self.received = received
        self.client = submitter.client
        self.user = submitter.user
        self.returnedContent = envelope.returnedContent
        self.envelopeID = envelope.envelopeID
        self.wishes = Dictionary(zip(envelope.recipients.map(\.description), envelope.wishes)) { first, _ in first }
        self.messageID = messageID
        var seen: Set<[String?]> = []
        self.recipients = envelope.recipients.compactMap { recipient in
            guard case .fax(let fax) = policy.decide(recipient, for: submitter),
                seen.insert([fax.number.digits, fax.subaddress]).inserted
            else { return nil }
            return Recipient(address: recipient.description, fax: fax)
        }
    }
}
