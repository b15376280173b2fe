import FaxAddressing
import FaxModel
import FaxRequests
import SMTP

/// Brings the numbers that an envelope names and those that a header lists together.
///
/// A mail to a list address goes to the numbers of its header. A mail to numbers goes to these; what its header lists must be among
/// them, and says more of them.
struct RecipientMerge {
    private let decide: (ForwardPath) -> RecipientPolicy.Decision
    private var named: [AcceptedMail.Recipient] = []
    /// The domain of the list address among the recipients.
    private var listDomain: MailDomain?
    /// The domain of any of them.
    private var anyDomain: MailDomain?

    /// The recipients of an envelope. Those that would be refused now are passed over.
    ///
    /// - Parameter decide: for whom mail is taken.
    init(_ envelope: MailEnvelope, decide: @escaping (ForwardPath) -> RecipientPolicy.Decision) {
        self.decide = decide
        for recipient in envelope.recipients {
            switch decide(recipient) {
            case .fax(let fax): named.append(AcceptedMail.Recipient(address: recipient.description, fax: fax))
            case .list: listDomain = listDomain ?? recipient.domain
            case .refused: continue
            }
            anyDomain = anyDomain ?? recipient.domain
        }
    }

    /// All of them: those of the envelope in its order, then those of the list. Each number, and subaddress there, is one, unless
    /// different things are said of it.
    ///
    /// - Throws: when a number of the list is refused, or a list is missing, or nobody has asked for it.
    func recipients(with listed: [RequestedRecipient]) throws(MailRefusal) -> [AcceptedMail.Recipient] {
        guard listDomain == nil || !listed.isEmpty else {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The mail goes to the numbers that its field \(RequestField.number) lists, and has none")
        }
        var rest: [AcceptedMail.Recipient] = []
        for recipient in listed { rest.append(try resolve(recipient)) }
        var merged: [AcceptedMail.Recipient] = []
        for recipient in named {
            let same = rest.filter { $0.goes(where: recipient) }
            rest.removeAll { $0.goes(where: recipient) }
            if same.isEmpty, !merged.contains(where: { $0.goes(where: recipient) }) { merged.append(recipient) }
            merged += same
        }
        if let stray = rest.first, listDomain == nil {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The field \(RequestField.number) lists \(stray.fax.number), to which the mail is not addressed")
        }
        merged += rest
        var seen: Set<AcceptedMail.Recipient> = []
        return merged.filter { seen.insert($0.withoutAddress).inserted }
    }

    private func resolve(_ listed: RequestedRecipient) throws(MailRefusal) -> AcceptedMail.Recipient {
        let escaped = listed.address.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        guard let domain = listDomain ?? anyDomain, let mailbox = Mailbox("\"\(String(escaped))\"@\(domain)") else {
            throw MailRefusal(
                EnhancedStatusCode(5, 1, 3),
                "\(RequestField.number): '\(listed.address.singleLine(limit: 40))' is no fax address")
        }
        switch decide(.mailbox(mailbox)) {
        case .fax(var fax):
            fax.subaddress = listed.subaddress ?? fax.subaddress
            return AcceptedMail.Recipient(address: mailbox.description, fax: fax, request: listed)
        case .refused(let reply):
            let sentence = "\(RequestField.number): \(reply.lines.joined(separator: " "))"
            throw MailRefusal(
                reply: Reply(reply.code, reply.status, sentence), reason: sentence)
        case .list:
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0), "The field \(RequestField.number) lists the address of a list")
        }
    }
}

extension AcceptedMail.Recipient {
    /// Whether it goes to the same number, and to the same subaddress there.
    fileprivate func goes(where other: AcceptedMail.Recipient) -> Bool {
        fax.number == other.fax.number && fax.subaddress == other.fax.subaddress
    }

    /// The recipient however its address was written.
    fileprivate var withoutAddress: AcceptedMail.Recipient {
        var recipient = self
        recipient.address = ""
        recipient.request?.address = ""
        // What the address says of a person does not make another fax of it.
        recipient.fax = FaxAddress(number: fax.number)
        recipient.fax.subaddress = fax.subaddress
        return recipient
    }
}

extension ForwardPath {
    /// The domain; `nil` for the postmaster's path without one.
    fileprivate var domain: MailDomain? {
        switch self {
        case .mailbox(let mailbox): mailbox.domain
        case .postmaster: nil
        }
    }
}
