import FaxAddressing
import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import Logging
import MIME
import MailHeaders
import SMTP

/// What is decided when a mail is there: to whom it goes, by its envelope and its header; whether its fields may stand there; and, by
/// the word of a front server in it, whether the senders of rules are who they say.
struct MailReview: Sendable {
    /// Decides on the recipients.
    let gate: RecipientGate
    /// Decides on the header fields.
    let policy: FieldPolicy
    /// Who hands in the mail.
    let submitter: Submitter
    /// The reverse path; empty for the null reverse path.
    let sender: String
    /// The recipients that the envelope names.
    let named: [AcceptedMail.Recipient]
    /// The address of a list among them, and what is to be reported of it.
    let list: (path: ForwardPath, wishes: ReportWishes)?
    /// The mail's header.
    let header: HeaderCollector
    /// The recipients that a mail may have.
    let limit: Int

    /// What becomes of a mail that is taken.
    struct Decision: Hashable, Sendable {
        /// To whom it goes, with the terms of the rules that let it pass.
        var recipients: [AcceptedMail.Recipient]
        /// What its sender is to be told of groups to which it goes, each sentence once.
        var notes: [String]
        /// How urgent the most urgent of its faxes is: it does not wait for the others.
        var priority: Priority
    }

    /// To whom the mail goes, and how urgently. A mail has one answer: it goes to all of them, or to none.
    ///
    /// - Throws: with the answer to the end of the data.
    func decision(now: Date) async throws(MailRefusal) -> Decision {
        try checkAnswer()
        let results =
            named.contains(where: \.awaitsVerification) || list != nil
            ? LeadingFields.values(of: "authentication-results", in: header.octets) : []
        let named = try await reviewed(results)
        let permissions = await gate.permissions(submitter, sender)
        func fields(_ recipients: [AcceptedMail.Recipient]) -> FieldPermissions {
            FieldPermissions(recipients.map(\.terms)).narrowed(to: permissions.fields)
        }
        let request = try policy.request(header, fields(named), now: now)
        try check(request?.recipients.count ?? 0)
        // Without a list address the numbers of the header are those of the envelope, and were counted with them.
        let inMail = list == nil ? [:] : named.charges
        let listed = try await resolved(request?.recipients ?? [], results, inMail: inMail)
        let recipients = try RecipientMerge(named: named, hasList: list != nil).recipients(with: listed)
        try check(recipients.count)
        // The rules for the numbers of a list may allow fewer fields than those for the rest.
        if listed.contains(where: { $0.terms?.fields != nil }) {
            _ = try policy.request(header, fields(recipients), now: now)
        }
        let options = request?.options ?? FaxOptions()
        // A group that a rule gives goes before the one that the mail names.
        if let group = options.lineGroup, recipients.contains(where: { $0.terms?.lineGroup == nil }),
            let refusal = permissions.refusal(of: group)
        {
            throw MailRefusal(EnhancedStatusCode(5, 7, 1), refusal)
        }
        let priority = recipients.map { permissions.limited(options.under($0.terms).priority) }.min {
            $0.rank < $1.rank
        }
        // Whoever is named besides his group is kept without its note.
        let notes = (named + listed).compactMap(\.note).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return Decision(
            recipients: recipients, notes: notes, priority: priority ?? permissions.limited(options.priority))
    }

    /// What a program answers by itself (RFC 3834 §5) is not faxed: nobody has asked for it, and two programs could go on for ever. The mail
    /// that brings a received fax may be from the caller's fax address.
    private func checkAnswer() throws(MailRefusal) {
        let values = LeadingFields.values(of: "auto-submitted", in: header.octets)
        guard values.contains(where: { AutoSubmitted($0) == .replied }) else { return }
        throw MailRefusal(
            EnhancedStatusCode(5, 7, 1),
            "The mail is a program's answer to another mail (Auto-Submitted: auto-replied), and such are not faxed")
    }

    private func check(_ recipientCount: Int) throws(MailRefusal) {
        guard recipientCount > limit else { return }
        // RFC 3463 §3.6: too many recipients.
        throw MailRefusal(
            EnhancedStatusCode(5, 5, 3),
            "The mail has \(recipientCount) recipients, those of its header among them; it may have \(limit)")
    }

    /// The recipients of the envelope, decided again where that depends on the mail.
    private func reviewed(_ results: [String]) async throws(MailRefusal) -> [AcceptedMail.Recipient] {
        guard named.contains(where: \.awaitsVerification) else { return named }
        var recipients: [AcceptedMail.Recipient] = []
        for recipient in named {
            let decision = await gate.review(
                recipient, question(recipient.path), fields: results, inMail: recipients.charges)
            for var reviewed in try accepted(decision) {
                reviewed.wishes = recipient.wishes
                reviewed.note = recipient.note
                recipients.append(reviewed)
            }
        }
        return recipients
    }

    /// The recipients that a header lists.
    private func resolved(
        _ listed: [RequestedRecipient], _ results: [String], inMail: [String: Int]
    ) async throws(MailRefusal) -> [AcceptedMail.Recipient] {
        var recipients: [AcceptedMail.Recipient] = []
        for request in listed {
            guard let domain = (list?.path ?? named.first?.path)?.domain,
                let mailbox = Mailbox(writing: request.address, in: domain)
            else {
                throw MailRefusal(
                    EnhancedStatusCode(5, 1, 3),
                    "\(RequestField.number): '\(request.address.singleLine(limit: 40))' is no fax address")
            }
            let counts = recipients.charges.merging(inMail, uniquingKeysWith: +)
            let decision = await gate.decide(question(.mailbox(mailbox)), inMail: counts, fields: results)
            for var recipient in try accepted(decision, listed: true) {
                recipient.fax.subaddress = request.subaddress ?? recipient.fax.subaddress
                recipient.request = request
                recipient.wishes = list?.wishes ?? ReportWishes()
                recipients.append(recipient)
            }
            // A group may have many: no more is looked up than the mail may have.
            try check(recipients.count)
        }
        return recipients
    }

    private func question(_ path: ForwardPath) -> RecipientGate.Question {
        RecipientGate.Question(recipient: path, submitter: submitter, sender: sender)
    }

    /// The recipients that a decision lets pass.
    private func accepted(
        _ decision: RecipientGate.Decision, listed: Bool = false
    ) throws(MailRefusal) -> [AcceptedMail.Recipient] {
        switch decision {
        case .accepted(let recipient): return [recipient]
        case .group(let recipients): return recipients
        case .list:
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0), "The field \(RequestField.number) lists the address of a list")
        case .answer:
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0), "The field \(RequestField.number) lists an address for answers")
        case .postmaster:
            throw MailRefusal(EnhancedStatusCode(5, 6, 0), "The field \(RequestField.number) lists the postmaster")
        case .refused(var reply, let note):
            if listed {
                let sentence = "\(RequestField.number): \(reply.lines.joined(separator: " "))"
                reply = Reply(reply.code, reply.status, sentence)
            } else if named.count > 1 {
                reply.lines[reply.lines.count - 1] += " Nothing of the mail was faxed."
            }
            throw MailRefusal(reply: reply, reason: note?.sentence ?? "\(reply)")
        }
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

extension RefusalNote {
    /// What the operator reads in a job's history and in the log.
    var sentence: String {
        "\(recipient) is refused\(rule.map { " by rule '\($0)'" } ?? ""): \(reason)."
    }

    /// The same for the log, with who wanted to fax.
    func metadata(_ submitter: Submitter, _ envelope: MailEnvelope) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "recipient": "\(recipient)", "sender": "<\(envelope.sender?.description ?? "")>", "reason": "\(reason)",
            "listener": "\(submitter.listener)",
        ]
        if let rule { metadata["rule"] = "\(rule)" }
        if let user = submitter.user { metadata["user"] = "\(user)" }
        return metadata
    }
}
