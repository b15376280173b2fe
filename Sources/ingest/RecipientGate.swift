import Configuration
import Directory
import FaxAddressing
import FaxAnswers
import FaxModel
import FaxPolicy
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

    let addresses: RecipientPolicy
    let policy: FaxPolicy
    let groups: (any GroupSource)?
    let people: (any PersonSource)?
    let members: (any GroupMemberSource)?
    let ledger: PageLedger?
    let entries: SenderEntries?
    let trusted: [TrustedAuthentication]

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
                // Those that are the same fax are one.
                let count = Set(recipients.filter { $0.quota == quota }.map(RecipientMerge.Said.init)).count
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

    func decide(
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
}
