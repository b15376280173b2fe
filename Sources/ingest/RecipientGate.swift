import Configuration
import Directory
import FaxAddressing
import FaxAnswers
import FaxModel
import FaxPolicy
import LDAPGrammar
import SMTP

/// Decides which recipients of a mail get a fax: those that are fax addresses, and to which the sender may fax.
struct RecipientGate: Sendable {
    /// A recipient, and who wants to fax to it.
    struct Question: Hashable, Sendable {
        /// The recipient.
        var recipient: ForwardPath
        /// Who hands in the mail.
        var submitter: Submitter
        /// The reverse path; empty for the null reverse path.
        var sender: String
    }

    /// What RCPT TO is answered.
    enum Decision: Hashable, Sendable {
        /// The recipient gets a fax.
        case accepted(AcceptedMail.Recipient)
        /// It is a group, whose members get a fax each.
        case group([AcceptedMail.Recipient])
        /// The mail goes to the numbers that its header lists.
        case list
        /// It is an answer to word of what became of this job.
        case answer(JobID)
        /// The mail goes to the postmaster.
        case postmaster
        /// It does not: what the client hears, and where a rule has said so, what the operator reads.
        case refused(Reply, RefusalNote?)
    }

    private let addresses: RecipientPolicy
    private let policy: FaxPolicy
    private let groups: (any GroupSource)?
    private let people: (any PersonSource)?
    private let members: (any GroupMemberSource)?
    private let ledger: PageLedger?
    private let entries: SenderEntries?
    private let trusted: [TrustedAuthentication]

    /// The gate of these settings.
    ///
    /// - Parameters:
    ///   - listAddresses: the local parts, in lower case, of addresses for the numbers of a header.
    ///   - groups: where the senders' groups are known, for rules that need them.
    ///   - people: where people and their fax numbers are known; `nil` where only numbers are faxed to.
    ///   - members: where it is known who is in a group; `nil` where groups are not faxed to.
    ///   - ledger: holds senders to their pages a day; `nil` where nobody counts.
    ///   - entries: what senders may by their entries in the directory; `nil` where those have no say, or not yet.
    ///   - answers: the addresses for answers to word of faxes; `nil` where none are taken.
    ///   - hasPostmaster: whether there is an operator to whom the postmaster's mail goes.
    init(
        _ settings: IngestSettings, _ policy: FaxPolicy, listAddresses: [String], groups: (any GroupSource)?,
        people: (any PersonSource)?, members: (any GroupMemberSource)? = nil, ledger: PageLedger?,
        entries: SenderEntries? = nil, answers: AnswerDomain? = nil, hasPostmaster: Bool = false
    ) {
        addresses = RecipientPolicy(
            settings, policy, listAddresses: listAddresses, answers: answers, hasPostmaster: hasPostmaster)
        self.people = people
        self.members = members
        self.policy = policy
        self.groups = groups
        self.ledger = ledger
        self.entries = entries
        trusted = settings.trustedAuthentication
    }

    /// Where a fax to this address goes; `nil` where it is not a number's.
    func place(_ path: ForwardPath) -> RecipientMerge.Place? {
        guard case .fax(let fax, _) = addresses.find(path) else { return nil }
        return RecipientMerge.Place(fax)
    }

    /// The decision, where nobody else has to be asked; else `nil`.
    func decideAtOnce(_ question: Question) -> Decision? {
        switch addresses.find(question.recipient) {
        case .refused(let reply): return .refused(reply, nil)
        case .list: return .list
        case .answer(let job): return .answer(to: job, question)
        case .postmaster: return .postmaster
        case .person(_, let reply): return people == nil ? .refused(reply, nil) : nil
        case .fax(let fax, let destination):
            let recipient = AcceptedMail.Recipient(path: question.recipient, fax: fax, destination: destination)
            switch policy.evaluateAhead(facts(question), destination).outcome {
            case .allowed(let permit) where entries == nil && (permit.quota == nil || ledger == nil):
                return .accepted(recipient.permitted(permit))
            case .refused(let refusal): return .refused(refusal, question)
            case .verificationNeeded: return .accepted(recipient.awaitingVerification)
            case .allowed, .groupsNeeded: return nil
            }
        }
    }

    /// The decision, the directory and the spool being asked where that is needed. Who gets a fax is put to the account of the sender.
    ///
    /// - Parameters:
    ///   - inMail: recipients of the mail so far, by the account that their pages are put to.
    ///   - fields: the mail's Authentication-Results fields, the topmost first; `nil` while they are not known.
    func decide(_ question: Question, inMail: [String: Int], fields: [String]? = nil) async -> Decision {
        let decision = await permit(question, fields: fields)
        switch decision {
        case .accepted(let recipient): return await refusal(of: [recipient], question, inMail: inMail) ?? decision
        case .group(let members):
            guard let refusal = await refusal(of: members, question, inMail: inMail) else { return decision }
            return refusal.ofGroup(question.recipient)
        case .list, .answer, .postmaster, .refused: return decision
        }
    }

    /// Puts a fax for each of these recipients to the accounts that they have.
    ///
    /// - Parameters:
    ///   - inMail: other recipients of the mail, by account.
    ///   - isWhole: whether those go together with these: all get a fax, or none does.
    /// - Returns: why they get none; `nil` where they do.
    func refusal(
        of recipients: [AcceptedMail.Recipient], _ question: Question, inMail: [String: Int], isWhole: Bool = false
    ) async -> Decision? {
        guard let ledger else { return nil }
        let rules = Dictionary(
            recipients.compactMap { recipient in recipient.quota.map { ($0, recipient.terms?.rule) } }
        ) { first, _ in first }
        do throws(Failure) {
            for (quota, rule) in rules {
                let count = recipients.count { $0.quota == quota }
                let before = inMail[quota.account] ?? 0
                switch try await ledger.admit(quota, count: count, inMail: before, isWhole: isWhole) {
                case .admitted: break
                case .usedUp: return .refused(usedUp: quota, question, rule: rule)
                case .tooMany: return .refused(tooManyFor: quota, question, rule: rule)
                }
            }
            return nil
        } catch {
            return .refused(postponed: error, question)
        }
    }

    /// The decision by the rules and the directory, whatever pages the sender has left.
    ///
    /// - Parameter fields: as above.
    func permit(_ question: Question, fields: [String]?) async -> Decision {
        switch addresses.find(question.recipient) {
        case .refused(let reply): return .refused(reply, nil)
        case .list: return .list
        case .answer(let job): return .answer(to: job, question)
        case .postmaster: return .postmaster
        case .person(let address, let reply):
            do throws(Failure) {
                return try await decide(person: address, reply, question, facts(question, fields))
            } catch {
                return .refused(postponed: error, question)
            }
        case .fax(let fax, let destination):
            let recipient = AcceptedMail.Recipient(path: question.recipient, fax: fax, destination: destination)
            return await decide(recipient, question, facts(question, fields))
        }
    }

    /// Decides again on a recipient that depends on what a front server has found, when that is known; whatever pages the sender has left.
    ///
    /// - Parameter fields: the mail's Authentication-Results fields, the topmost first.
    func review(
        _ recipient: AcceptedMail.Recipient, _ question: Question, fields: [String]
    ) async -> Decision {
        guard recipient.awaitsVerification else { return .accepted(recipient) }
        return await decide(recipient, question, facts(question, fields))
    }

    private func decide(
        _ recipient: AcceptedMail.Recipient, _ question: Question, _ facts: SenderFacts
    ) async -> Decision {
        var facts = facts
        do throws(Failure) {
            var outcome = policy.evaluateAhead(facts, recipient.destination).outcome
            if outcome == .groupsNeeded {
                facts.groups = try await groupsOf(facts)
                outcome = policy.evaluateAhead(facts, recipient.destination).outcome
            }
            switch outcome {
            case .allowed(let permit):
                if let (reply, reason) = await entries?.refusal(
                    of: recipient.destination, question.submitter, question.sender)
                {
                    return .refused(reply, RefusalNote(question, rule: nil, reason: reason))
                }
                return .accepted(recipient.permitted(permit))
            case .refused(let refusal): return .refused(refusal, question)
            case .verificationNeeded: return .accepted(recipient.awaitingVerification)
            case .groupsNeeded: preconditionFailure("the rules ask for groups that they were told")
            }
        } catch {
            return .refused(postponed: error, question)
        }
    }

    // MARK: People and groups

    /// The decision on whoever has this mail address; where nobody has, on the group that has it, or that is called as it is before the @.
    ///
    /// - Parameter reply: what is answered where there is no such person, nor group, with a number that can be dialled.
    private func decide(
        person address: String, _ reply: Reply, _ question: Question, _ facts: SenderFacts
    ) async throws(Failure) -> Decision {
        var isEntry = false
        switch try await people?.person(.recipient(address)) {
        case .found(let person):
            if let (fax, destination) = addresses.fax(of: person.party, numbers: person.numbers, called: address) {
                let recipient = AcceptedMail.Recipient(path: question.recipient, fax: fax, destination: destination)
                return await decide(recipient, question, facts)
            }
            // An entry without a number that can be dialled may be a group's own.
            isEntry = true
        case .several, nil: return .refused(reply, nil)
        case .unknown: break
        }
        guard let members else { return .refused(reply, nil) }
        var finding = try await members.group(address)
        let name = String(address.prefix(upTo: address.lastIndex(of: "@") ?? address.endIndex))
        if finding == .unknown, !isEntry { finding = try await members.group(name) }
        switch finding {
        case .found(let group): return await decide(group, name, reply, question, facts)
        case .unknown, .several: return .refused(reply, nil)
        case .tooLarge(let limit):
            return .refused(
                // RFC 3463 §3.6, X.5.3: too many recipients.
                Reply(
                    550, EnhancedStatusCode(5, 5, 3),
                    "'\(name)' is a group of more than \(limit) members; faxes go to smaller groups only"), nil)
        }
    }

    /// The decision on a group: all its members with a number that can be dialled get a fax, or, where a rule or a limit refuses one of
    /// them, none does.
    private func decide(
        _ group: DirectoryGroup, _ name: String, _ reply: Reply, _ question: Question, _ facts: SenderFacts
    ) async -> Decision {
        var accepted: [AcceptedMail.Recipient] = []
        var without: [String] = group.missing
        for person in group.members {
            let path = addresses.path(of: person, inGroup: question.recipient)
            // Who can't be looked up by himself later gets what the directory has in place of his number now.
            let numbers = path == nil ? person.wishes.dialledNumber.map { [$0] } ?? person.numbers : person.numbers
            guard !person.wishes.doNotFax,
                let (fax, destination) = addresses.fax(
                    of: person.party, numbers: numbers, called: "one of its members")
            else {
                without.append(person.party.name ?? person.place)
                continue
            }
            let recipient = AcceptedMail.Recipient(
                path: path ?? question.recipient, fax: fax, destination: destination)
            let decision = await decide(recipient, question, facts)
            switch decision {
            case .accepted(let recipient): accepted.append(recipient)
            case .refused: return decision.ofGroup(question.recipient)
            case .group, .list, .answer, .postmaster: preconditionFailure("a number is nobody else")
            }
        }
        guard !accepted.isEmpty else {
            return .refused(
                Reply(reply.code, reply.status, "Nobody in group '\(name)' has a fax number that can be dialled"), nil)
        }
        guard !without.isEmpty else { return .group(accepted) }
        let names = without.prefix(10).joined(separator: ", ") + (without.count > 10 ? " and others" : "")
        let note =
            "\(without.count.counting("member")) of group '\(name)' without a fax number, or who want no faxes: \(names)"
        return .group(
            accepted.map { recipient in
                var recipient = recipient
                recipient.note = note.singleLine(limit: 900)
                return recipient
            })
    }

    /// What is known of who hands in the mail; with its Authentication-Results fields, where they have come.
    private func facts(_ question: Question, _ fields: [String]? = nil) -> SenderFacts {
        let submitter = question.submitter
        let servers = servers(believedFrom: submitter.client)
        var facts = SenderFacts(
            client: submitter.client, listener: submitter.listener, user: submitter.user, address: question.sender,
            verified: servers.isEmpty ? [] : nil)
        if let fields {
            facts.verified = AuthenticationResults.verified(fields, by: servers, for: facts.address)
        }
        return facts
    }

    /// Whether a front server that is trusted says that the domain of this author's address has written the mail (DMARC, RFC 7489).
    ///
    /// - Parameter fields: the mail's Authentication-Results fields, the topmost first.
    func provesAuthor(_ address: String, _ submitter: Submitter, _ fields: [String]) -> Bool {
        AuthenticationResults.verified(
            fields, by: servers(believedFrom: submitter.client), for: address, isAuthor: true
        ).contains(.dmarc)
    }

    /// What the sender may by his entry in the directory, as far as that can be told; everything where nobody says otherwise, or where he
    /// may not fax at all: then no recipient was taken.
    func permissions(_ submitter: Submitter, _ sender: String) async -> SenderPermissions {
        guard case .permits(let permissions)? = await entries?.finding(submitter, sender) else {
            return SenderPermissions()
        }
        return permissions
    }

    private func servers(believedFrom client: String) -> Set<String> {
        Set(trusted.filter { $0.networks.contains { $0.contains(client) } }.map(\.server))
    }

    private func groupsOf(_ facts: SenderFacts) async throws(Failure) -> Set<DistinguishedName> {
        guard let groups else { preconditionFailure("rules about groups are read only where there is a directory") }
        if let user = facts.user { return try await groups.groups(of: .user(user)) }
        return facts.address.isEmpty ? [] : try await groups.groups(of: .address(facts.address))
    }
}

extension RecipientGate.Decision {
    /// The same refusal of a group, of which a part is not faxed to without a word.
    fileprivate func ofGroup(_ path: ForwardPath) -> Self {
        guard case .refused(var reply, let note) = self, case .mailbox(let mailbox) = path else { return self }
        reply.lines[0] = "Of group '\(mailbox.localPart)' nobody gets a fax. \(reply.lines[0])"
        return .refused(reply, note)
    }

    /// Nobody answers from the null reverse path but programs (RFC 5321 §4.5.5).
    fileprivate static func answer(to job: JobID, _ question: RecipientGate.Question) -> Self {
        guard question.sender.isEmpty else { return .answer(job) }
        return .refused(
            Reply(550, EnhancedStatusCode(5, 7, 1), "Answers of programs are not taken here"),
            RefusalNote(question, rule: nil, reason: "it is an answer from the null reverse path"))
    }

    /// A rule says no, or none says yes. RFC 3463 §3.8, X.7.1: delivery not authorised.
    fileprivate static func refused(_ refusal: Refusal, _ question: RecipientGate.Question) -> Self {
        .refused(
            Reply(550, EnhancedStatusCode(5, 7, 1), refusal.sentence),
            RefusalNote(question, rule: refusal.rule, reason: refusal.reason))
    }

    /// The sender has no pages left today. RFC 5321 §4.2.3, 450: blocked for now, by policy; a mail server tries again, and the fax
    /// goes tomorrow.
    fileprivate static func refused(usedUp quota: PageQuota, _ question: RecipientGate.Question, rule: String?) -> Self
    {
        let pages = quota.pages.counting("page")
        return .refused(
            Reply(
                450, EnhancedStatusCode(4, 7, 1),
                "Your \(pages) of today \(quota.pages == 1 ? "is" : "are") used up; try again tomorrow."),
            RefusalNote(question, rule: rule, reason: "its \(pages) a day are used up"))
    }

    /// What has to go at once is more than the sender may fax on any day. RFC 3463 §3.6, X.5.3: too many recipients.
    fileprivate static func refused(
        tooManyFor quota: PageQuota, _ question: RecipientGate.Question, rule: String?
    ) -> Self {
        let pages = quota.pages.counting("page")
        return .refused(
            Reply(
                550, EnhancedStatusCode(5, 5, 3),
                "You may fax \(pages) a day, and this goes to more recipients at once; send it to fewer of them a day."),
            RefusalNote(question, rule: rule, reason: "it goes to more recipients at once than its \(pages) a day"))
    }

    /// Nothing is let through because nobody could be asked.
    fileprivate static func refused(postponed failure: Failure, _ question: RecipientGate.Question) -> Self {
        .refused(
            Reply(451, failure.status, "Whether you may fax can't be looked up now; try again later"),
            RefusalNote(question, rule: nil, reason: failure.sentence))
    }
}

extension AcceptedMail.Recipient {
    /// The same, let pass.
    fileprivate func permitted(_ permit: Permit) -> Self {
        var recipient = self
        recipient.terms = permit.terms
        recipient.quota = permit.quota
        recipient.awaitsVerification = false
        return recipient
    }

    /// The same, to be decided on at the end of the mail.
    fileprivate var awaitingVerification: Self {
        var recipient = self
        recipient.awaitsVerification = true
        return recipient
    }
}

/// Why a recipient was refused, for the operator.
struct RefusalNote: Hashable, Sendable {
    /// The recipient.
    var recipient: String
    /// The rule; `nil` where it was none.
    var rule: String?
    /// The reason: words.
    var reason: String

    init(_ question: RecipientGate.Question, rule: String?, reason: String) {
        recipient = question.recipient.description
        self.rule = rule
        self.reason = reason
    }
}
