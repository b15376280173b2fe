import FaxModel
import SMTP

/// Decides for whom mail is taken: for `number@faxdomain`, and for nobody else.
struct RecipientPolicy: Sendable {
    /// What RCPT TO is answered.
    enum Decision: Hashable {
        /// The recipient is the fax at this number.
        case fax(FaxNumber)
        /// The recipient is refused, with the reason in words.
        case refused(Reply)
    }

    /// The fax domains, in lower case.
    private let domains: Set<String>

    /// A policy for these domains, in any case.
    init(domains: [String]) {
        self.domains = Set(domains.map { $0.lowercased() })
    }

    /// What the client is to hear of `recipient`.
    func decide(_ recipient: ForwardPath) -> Decision {
        switch recipient {
        case .postmaster: return .refused(Self.noNumber("postmaster"))
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
            guard let number = FaxNumber(mailbox.localPart) else {
                return .refused(Self.noNumber(mailbox.localPart))
            }
            return .fax(number)
        }
    }

    private static func noNumber(_ localPart: String) -> Reply {
        Reply(
            550, EnhancedStatusCode(5, 1, 1),
            "'\(localPart)' is no fax number; write the number before the @, such as +4922812345")
    }
}
