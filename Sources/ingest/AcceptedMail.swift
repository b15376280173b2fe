import FaxAddressing
import FaxModel
import FaxPolicy
import Foundation
import SMTP

/// The envelope of a mail whose data came in whole.
struct AcceptedMail: Hashable, Sendable {
    /// A recipient that was accepted.
    struct Recipient: Hashable, Sendable {
        /// The address as the client gave it.
        var path: ForwardPath
        /// What it names.
        var fax: FaxAddress
        /// Where the fax goes.
        var destination: Destination
        /// What the rule that let it pass demands; `nil` where there are no rules.
        var terms: FaxTerms?
        /// To whose account its pages are put; `nil` where nobody counts them.
        var account: String?
        /// Whether it is decided only when the mail is there.
        var awaitsVerification = false

        /// The address as text.
        var address: String { path.description }
    }

    /// The order that the mail becomes.
    var order: OrderID
    /// The reverse path; empty for the null reverse path.
    var sender: String
    /// Each number, and subaddress there, once: one that was named twice gets one fax.
    var recipients: [Recipient]
    /// The recipients that rules have refused.
    var refusals: [RefusalNote]
    /// When the end of the data was received.
    var received: Date
    /// The client's IP address.
    var client: String
    /// The mail's Message-ID; `nil` where it has none.
    var messageID: String?

    /// The mail from `sender` to these recipients.
    init(
        order: OrderID, sender: String, recipients: [Recipient], refusals: [RefusalNote] = [], received: Date,
        client: String, messageID: String? = nil
    ) {
        self.order = order
        self.sender = sender
        self.refusals = refusals
        self.received = received
        self.client = client
        self.messageID = messageID
        var seen: Set<[String?]> = []
        self.recipients = recipients.filter { seen.insert([$0.fax.number.digits, $0.fax.subaddress]).inserted }
    }
}
