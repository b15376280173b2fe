import FaxModel
import MIME

/// What the mail's To and Cc fields call the recipients.
struct DisplayNames {
    private var names: [String: String] = [:]

    /// The display names of a mail. Of several for one address the first counts; a name that only repeats the address or
    /// the number, as some programs write it, is none.
    init(_ mail: Mail) {
        for mailbox in mail.mailboxes(in: "To") + mail.mailboxes(in: "Cc") {
            let key = mailbox.address.lowercased()
            guard let name = mailbox.name?.singleLine(), !name.isEmpty, names[key] == nil,
                !name.contains("@"), FaxNumber(name) == nil
            else { continue }
            names[key] = name
        }
    }

    /// What the recipient is called; `nil` where the mail does not say.
    func name(of recipient: ReceivedMail.Recipient) -> String? {
        names[recipient.address.lowercased()]
    }
}
