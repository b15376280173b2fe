import FaxModel
import SMTP

extension MailHeader {
    /// Adds what the header of word of results begins with: an answer to the mail that asked for the faxes, made by a program.
    ///
    /// - Parameters:
    ///   - order: what the mail asked for.
    ///   - original: the mail's header, as far as it is there.
    ///   - answerTo: where an answer has a fax sent again; `nil` for nowhere.
    mutating func addAnswer(
        to order: OrderSummary, _ original: OriginalHeader?, from origin: NotificationMail.Origin,
        to recipient: Mailbox,
        answerTo: Mailbox?, date: MailDate, subject: String, messageID: String
    ) {
        add("Date", words: date.description.split(separator: " ").map(String.init))
        add("From", mailbox: origin.address, displayName: origin.name)
        if let answerTo { add("Reply-To", mailbox: answerTo, displayName: origin.name) }
        let isSender = recipient.description == order.returnPath
        add("To", mailbox: recipient, displayName: isSender ? order.sender.name : nil)
        add("Subject", subject)
        add("Message-ID", words: [messageID])
        if let id = order.messageID.map({ "<\($0)>" }), id.allSatisfy({ $0.isASCII && !$0.isWhitespace }) {
            add("In-Reply-To", words: [id])
            add("References", words: (original?.references ?? []).filter { $0 != id } + [id])
        }
        // RFC 3834 §5: an answer to one mail, made by a program.
        add("Auto-Submitted", words: ["auto-replied"])
    }

    /// Adds who did not get it, to what the operator gets.
    mutating func addUndelivered(_ undelivered: UndeliveredResult?) {
        guard let recipient = undelivered?.recipient else { return }
        add("X-Fax-Undelivered", "\(recipient.address): \(recipient.failure)")
    }
}
