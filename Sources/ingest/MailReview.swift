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
    /// Whom the envelope names.
    let addressees: [RecipientDecisions.Addressee]
    /// Whether the client hears of each of them (LMTP): then one that is refused is left out; else the mail goes to all of them, or to none.
    var answersEach = false
    /// The mail's header.
    let header: HeaderCollector
    /// The recipients that a mail may have.
    let limit: Int

    /// What becomes of a mail that is taken.
    struct Decision: Hashable, Sendable {
        /// To whom it goes, with the terms of the rules that let it pass; nobody where all that the envelope names are refused.
        var recipients: [AcceptedMail.Recipient]
        /// What its sender is to be told of groups to which it goes, each sentence once.
        var notes: [String]
        /// How urgent the most urgent of its faxes is: it does not wait for the others.
        var priority: Priority
        /// Those whom it is refused for, by their place among the envelope's.
        var refused: [Int: MailRefusal] = [:]
    }

    /// To whom the mail goes, and how urgently.
    ///
    /// What a header lists holds for the whole mail: where that can't be followed nothing is faxed, in LMTP, too.
    ///
    /// - Throws: with the answer to the end of the data.
    func decision(now: Date) async throws(MailRefusal) -> Decision {
        try checkAnswer()
        var parts = RecipientParts(addressees, answersEach: answersEach)
        let results =
            parts.recipients.contains(where: \.awaitsVerification) || list != nil
            ? LeadingFields.values(of: "authentication-results", in: header.octets) : []
        try await review(&parts, results)
        let permissions = await gate.permissions(submitter, sender)
        func asked(for recipients: [AcceptedMail.Recipient]) throws(MailRefusal) -> FaxRequest? {
            let fields = FieldPermissions(recipients.map(\.terms)).narrowed(to: permissions.fields)
            return try policy.request(header, fields, now: now)
        }
        if answersEach { try checkFields(&parts, asked) }
        let request = try asked(for: parts.recipients)
        try check(request?.recipients.count ?? 0)
        let options = request?.options ?? FaxOptions()
        let refusedGroup = options.lineGroup.flatMap { permissions.refusal(of: $0) }
            .map { MailRefusal(EnhancedStatusCode(5, 7, 1), $0) }
        if let refusedGroup {
            for (place, part) in parts.going where part.contains(where: \.mayChooseLines) {
                try parts.refuse(place, refusedGroup)
            }
        }
        let named = parts.recipients
        guard !named.isEmpty || list != nil else {
            return Decision(recipients: [], notes: [], priority: .normal, refused: parts.refused)
        }
        let listed = try await resolved(request?.recipients ?? [], results, parts)
        // The rules for the numbers of a list may allow fewer fields than those for the rest.
        if listed.contains(where: { $0.terms?.fields != nil }) {
            _ = try asked(for: named + listed)
        }
        if list != nil, let refusedGroup, listed.contains(where: \.mayChooseLines) { throw refusedGroup }
        let recipients = try RecipientMerge(named: named, hasList: list != nil).recipients(with: listed)
        try check(recipients.count)
        try await chargeRepetitions(recipients, inMail: named.charges)
        let priority = recipients.map { permissions.limited(options.under($0.terms).priority) }.min {
            $0.rank < $1.rank
        }
        // Whoever is named besides his group is kept without its note.
        let notes = (named + listed).compactMap(\.note).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return Decision(
            recipients: recipients, notes: notes, priority: priority ?? permissions.limited(options.priority),
            refused: parts.refused)
    }

    /// The address of a list among the envelope's recipients, and what is to be reported of it.
    private var list: (path: ForwardPath, wishes: ReportWishes)? {
        for case .list(let path, let wishes) in addressees { return (path, wishes) }
        return nil
    }

    private var isForSeveral: Bool { addressees.flatMap(\.recipients).count > 1 }

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

    /// Decides again on the recipients of the envelope of which that depends on the mail, and puts them to the sender's account.
    private func review(_ parts: inout RecipientParts, _ results: [String]) async throws(MailRefusal) {
        var verified: [AcceptedMail.Recipient] = []
        for (place, part) in parts.going where part.contains(where: \.awaitsVerification) {
            if answersEach { verified = [] }
            do throws(MailRefusal) {
                var reviewed: [AcceptedMail.Recipient] = []
                for recipient in part {
                    let decision = await gate.review(recipient, question(recipient.path), fields: results)
                    for var passed in try accepted(decision) {
                        passed.wishes = recipient.wishes
                        passed.note = recipient.note
                        reviewed.append(passed)
                        if recipient.awaitsVerification { verified.append(passed) }
                    }
                }
                if answersEach { try await charge(verified, inMail: parts.recipients.charges) }
                parts.pass(reviewed, at: place)
            } catch {
                try parts.refuse(place, error)
            }
        }
        guard !answersEach else { return }
        let others = parts.recipients.charges.merging(verified.charges, uniquingKeysWith: -)
        try await charge(verified, inMail: others, isWhole: true)
    }

    private func charge(
        _ verified: [AcceptedMail.Recipient], inMail: [String: Int], isWhole: Bool = false
    ) async throws(MailRefusal) {
        guard let first = verified.first else { return }
        let refusal = await gate.refusal(of: verified, question(first.path), inMail: inMail, isWhole: isWhole)
        if let refusal { _ = try accepted(refusal) }
    }

    /// Of what the header says of one number there may be several faxes: the envelope has put one of them to the sender's account, and the others
    /// are put to it now.
    private func chargeRepetitions(
        _ recipients: [AcceptedMail.Recipient], inMail: [String: Int]
    ) async throws(MailRefusal) {
        // What a list names was counted with it.
        guard list == nil else { return }
        var places: Set<RecipientMerge.Place> = []
        let repetitions = recipients.filter { !places.insert(RecipientMerge.Place($0)).inserted }
        try await charge(repetitions, inMail: inMail, isWhole: true)
    }

    /// Refuses the mail for those recipients whose rules do not allow its fields.
    private func checkFields(
        _ parts: inout RecipientParts, _ request: ([AcceptedMail.Recipient]) throws(MailRefusal) -> FaxRequest?
    ) throws(MailRefusal) {
        // Many recipients come under few rules.
        var known: [Set<[String]?>: MailRefusal?] = [:]
        for (place, part) in parts.going where part.contains(where: { $0.terms?.fields != nil }) {
            let rules = Set(part.map { $0.terms?.fields })
            let refusal: MailRefusal?
            if let found = known[rules] {
                refusal = found
            } else {
                do throws(MailRefusal) {
                    _ = try request(part)
                    refusal = nil
                } catch {
                    refusal = error
                }
                known[rules] = .some(refusal)
            }
            if let refusal { try parts.refuse(place, refusal) }
        }
    }

    /// The recipients that a header lists. Without a list address they are those of the envelope, on whom was decided there: those who are
    /// refused are left out.
    private func resolved(
        _ listed: [RequestedRecipient], _ results: [String], _ parts: RecipientParts
    ) async throws(MailRefusal) -> [AcceptedMail.Recipient] {
        var recipients: [AcceptedMail.Recipient] = []
        let (refused, refusedPaths) = (parts.refusedPlaces, parts.refusedPaths)
        for request in listed {
            guard let domain = (list?.path ?? parts.recipients.first?.path)?.domain,
                let mailbox = Mailbox(writing: request.address, in: domain)
            else {
                throw MailRefusal(
                    EnhancedStatusCode(5, 1, 3),
                    "\(RequestField.number): '\(request.address.singleLine(limit: 40))' is no fax address")
            }
            let path = ForwardPath.mailbox(mailbox)
            if list == nil, refusedPaths.contains(path) { continue }
            if list == nil, var place = gate.place(path) {
                place.subaddress = request.subaddress ?? place.subaddress
                if refused.contains(place) { continue }
            }
            let decision = await gate.permit(question(path), fields: results)
            for var recipient in try accepted(decision, listed: true) {
                recipient.fax.subaddress = request.subaddress ?? recipient.fax.subaddress
                // By another name of his, perhaps.
                if list == nil, refused.contains(RecipientMerge.Place(recipient)) { continue }
                recipient.request = request
                recipient.wishes = list?.wishes ?? ReportWishes()
                recipients.append(recipient)
            }
            // A group may have many: no more is looked up than the mail may have.
            try check(recipients.count)
        }
        if let list {
            let refusal = await gate.refusal(
                of: recipients, question(list.path), inMail: parts.recipients.charges, isWhole: true)
            if let refusal { _ = try accepted(refusal, listed: true) }
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
            } else if !answersEach && isForSeveral {
                reply.lines[reply.lines.count - 1] += " Nothing of the mail was faxed."
            }
            throw MailRefusal(reply: reply, reason: note?.sentence ?? "\(reply)", note: note)
        }
    }
}

extension AcceptedMail.Recipient {
    /// Whether the lines that dial are the mail's choice: a group that a rule gives goes before that.
    fileprivate var mayChooseLines: Bool { terms?.lineGroup == nil }
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
