import FaxAddressing
import FaxModel
import FaxRequests
import SMTP

/// Brings the numbers that an envelope names and those that a header lists together.
///
/// A mail to a list address goes to the numbers of its header. A mail to numbers goes to these; what its header lists must be among
/// them, and says more of them.
struct RecipientMerge {
    /// The recipients that the envelope names.
    let named: [AcceptedMail.Recipient]
    /// Whether a list address is among the envelope's recipients.
    let hasList: Bool

    /// All of them: those of the envelope in its order, then those of the list. Each number, and subaddress there, is one, unless
    /// different things are said of it.
    ///
    /// - Throws: when a list is missing, or nobody has asked for it.
    func recipients(with listed: [AcceptedMail.Recipient]) throws(MailRefusal) -> [AcceptedMail.Recipient] {
        guard !hasList || !listed.isEmpty else {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The mail goes to the numbers that its field \(RequestField.number) lists, and has none")
        }
        var rest = listed
        var merged: [AcceptedMail.Recipient] = []
        for recipient in named {
            let same = rest.filter { $0.goes(where: recipient) }
            rest.removeAll { $0.goes(where: recipient) }
            if same.isEmpty, !merged.contains(where: { $0.goes(where: recipient) }) { merged.append(recipient) }
            merged += same.map { $0.reported(as: recipient.wishes) }
        }
        if let stray = rest.first, !hasList {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The field \(RequestField.number) lists \(stray.fax.number), to which the mail is not addressed")
        }
        merged += rest
        var seen: Set<Said> = []
        return merged.filter { seen.insert(Said($0)).inserted }
    }

    /// What is said of a recipient, however its address was written. What the address says of a person does not make another fax of
    /// it.
    private struct Said: Hashable {
        var number: FaxNumber
        var subaddress: String?
        var request: RequestedRecipient?

        init(_ recipient: AcceptedMail.Recipient) {
            number = recipient.fax.number
            subaddress = recipient.fax.subaddress
            request = recipient.request
            request?.address = ""
        }
    }
}

extension AcceptedMail.Recipient {
    /// Whether it goes to the same number, and to the same subaddress there.
    fileprivate func goes(where other: AcceptedMail.Recipient) -> Bool {
        fax.number == other.fax.number && fax.subaddress == other.fax.subaddress
    }

    /// The same, of which what the client wants of another is reported.
    fileprivate func reported(as wishes: ReportWishes) -> Self {
        var recipient = self
        recipient.wishes = wishes
        return recipient
    }
}
