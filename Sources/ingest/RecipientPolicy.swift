import Configuration
import Directory
import FaxAddressing
import FaxAnswers
import FaxModel
import FaxPolicy
import SMTP

/// Decides what a recipient means: a fax address in one of the fax domains, or the address of a list, and nothing else. Who may fax
/// there, the rules say.
struct RecipientPolicy: Sendable {
    /// What a recipient is.
    enum Finding: Hashable {
        /// The fax at this address, whose number is an international one or an extension of our own.
        case fax(FaxAddress, Destination)
        /// The numbers that the mail's header lists.
        case list
        /// An answer to word of what became of this job.
        case answer(JobID)
        /// The postmaster, whose mail goes to the operator (RFC 5321 §4.5.1).
        case postmaster
        /// Perhaps a person with this mail address; and what to answer where that has no fax number.
        case person(String, Reply)
        /// Nobody to whom mail is taken, with the reason in words.
        case refused(Reply)
    }

    /// The fax domains, in lower case.
    private let domains: Set<String>
    /// The local parts, in lower case, of addresses for the numbers of a header.
    private let listAddresses: Set<String>
    private let personDomain: String?
    private let policy: FaxPolicy
    /// The addresses for answers; `nil` where none are taken.
    private let answers: AnswerDomain?
    /// Whether there is an operator to whom the postmaster's mail goes.
    private let hasPostmaster: Bool

    /// A policy for the domains of section `ingest`, where numbers are understood as `policy` does.
    ///
    /// - Parameters:
    ///   - listAddresses: the local parts, in lower case, of addresses in them for the numbers of a header.
    ///   - answers: the addresses for answers; `nil` where none are taken.
    ///   - hasPostmaster: whether there is an operator to whom the postmaster's mail goes.
    init(
        _ settings: IngestSettings, _ policy: FaxPolicy, listAddresses: [String], answers: AnswerDomain? = nil,
        hasPostmaster: Bool = false
    ) {
        self.hasPostmaster = hasPostmaster
        self.answers = answers
        domains = Set(settings.domains.map { $0.lowercased() })
        self.listAddresses = Set(listAddresses)
        personDomain = settings.personDomain
        self.policy = policy
    }

    /// The fax of a person: the first of these numbers that can be dialled; `nil` where none can.
    ///
    /// - Parameter name: what he is called where a sender may not fax to him, who does not learn a number from it that he did not know.
    func fax(of person: Party, numbers: [String], called name: String) -> (FaxAddress, Destination)? {
        guard var destination = policy.destination(ofNumbers: numbers) else { return nil }
        destination.name = name
        var address = FaxAddress(number: destination.number)
        address.name = person.name
        address.company = person.company
        return (address, destination)
    }

    /// The address in a fax domain by which a member of a group can be looked up by himself; `nil` where he has none.
    ///
    /// - Parameter group: the address of the group.
    func path(of person: DirectoryPerson, inGroup group: ForwardPath) -> ForwardPath? {
        guard let personDomain, let mail = person.party.mail, let at = mail.lastIndex(of: "@"),
            mail[mail.index(after: at)...].lowercased() == personDomain.lowercased(),
            case .mailbox(let mailbox) = group, let own = Mailbox("\(mail[..<at])@\(mailbox.domain)")
        else { return nil }
        return .mailbox(own)
    }

    /// What `recipient` is.
    func find(_ recipient: ForwardPath) -> Finding {
        switch recipient {
        case .postmaster: return hasPostmaster ? .postmaster : Self.noPostmaster
        case .mailbox(let mailbox):
            guard case .name(let domain) = mailbox.domain else {
                return .refused(
                    Reply(
                        550, EnhancedStatusCode(5, 1, 2),
                        "A fax address has a domain, not the address literal \(mailbox.domain)"))
            }
            guard domains.contains(domain.lowercased()) else {
                return .refused(
                    Reply(
                        550, EnhancedStatusCode(5, 7, 1),
                        "\(domain) is no fax domain of this server; mail is not relayed"))
            }
            // The one name that is known in either case (RFC 5321 §4.5.1).
            if mailbox.localPart.lowercased() == "postmaster", hasPostmaster || personDomain == nil {
                return hasPostmaster ? .postmaster : Self.noPostmaster
            }
            if let answers, domain.lowercased() == answers.domain {
                switch answers.key.find(mailbox.localPart) {
                case .job(let job): return .answer(job)
                case .forged:
                    return .refused(
                        Reply(
                            550, EnhancedStatusCode(5, 1, 1),
                            "'\(mailbox.localPart.singleLine(limit: 80))' is no address for answers of this server"))
                case .other: break
                }
            }
            return listAddresses.contains(mailbox.localPart.lowercased()) ? .list : find(mailbox.localPart)
        }
    }

    private func find(_ localPart: String) -> Finding {
        do throws(FaxAddressError) {
            let (address, destination) = try policy.destination(ofLocalPart: localPart)
            return .fax(address, destination)
        } catch {
            guard error == .noNumber, let personDomain else { return .refused(Self.noAddress(localPart, "\(error)")) }
            let reply = Self.noAddress(localPart, "it names no fax number, and nobody who has one")
            return .person("\(localPart)@\(personDomain)", reply)
        }
    }

    private static let noPostmaster = Finding.refused(
        Reply(
            550, EnhancedStatusCode(5, 1, 1),
            "This fax server has no mailbox for its postmaster; write to the one of the mail server that sends to it"))

    private static func noAddress(_ localPart: String, _ reason: String) -> Reply {
        Reply(
            550, EnhancedStatusCode(5, 1, 1),
            "'\(localPart)' is no fax address: \(reason) (a fax address is such as +4922812345@...)")
    }
}
