import Configuration
import FaxAddressing
import FaxModel
import SMTP

/// Decides for whom mail is taken: for fax addresses in the fax domains, whose numbers may be dialled, and for nobody else.
struct RecipientPolicy: Sendable {
    /// What RCPT TO is answered.
    enum Decision: Hashable {
        /// The recipient is the fax at this address, whose number is an international one or an extension of our own.
        case fax(FaxAddress)
        /// The mail goes to the numbers that its header lists.
        case list
        /// The recipient is refused, with the reason in words.
        case refused(Reply)
    }

    /// The fax domains, in lower case.
    private let domains: Set<String>
    /// The local parts, in lower case, of addresses for the numbers of a header.
    private let listAddresses: Set<String>
    private let plan: NumberPlan
    private let costlyNumbers: CostlyNumbers

    /// A policy for these domains, in any case, and for the numbers that section `dialling` lets pass.
    ///
    /// - Parameter listAddresses: the local parts, in lower case, of addresses in them for the numbers of a header.
    init(domains: [String], _ dialling: DiallingSettings, listAddresses: [String] = []) {
        self.listAddresses = Set(listAddresses)
        self.domains = Set(domains.map { $0.lowercased() })
        plan = NumberPlan(
            countryCode: dialling.countryCode, areaCode: dialling.areaCode,
            internationalPrefix: dialling.internationalPrefix, nationalPrefix: dialling.nationalPrefix,
            extensionDigits: dialling.extensionDigits)
        costlyNumbers = CostlyNumbers(
            premiumPrefixes: dialling.premiumPrefixes, emergencyNumbers: dialling.emergencyNumbers)
    }

    /// What `submitter` is to hear of `recipient`.
    func decide(_ recipient: ForwardPath, for submitter: Submitter) -> Decision {
        switch recipient {
        case .postmaster: return .refused(Self.noAddress("postmaster", "it names no fax number"))
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
            if listAddresses.contains(mailbox.localPart.lowercased()) { return .list }
            return decide(mailbox.localPart)
        }
    }

    private func decide(_ localPart: String) -> Decision {
        do throws(FaxAddressError) {
            var address = try FaxAddress(localPart: localPart)
            let number = try plan.resolve(address.number)
            if let objection = costlyNumbers.objection(to: number, written: address.number, plan) {
                return .refused(
                    Reply(550, EnhancedStatusCode(5, 7, 1), "\(number) \(objection); no fax is sent to it"))
            }
            address.number = number
            return .fax(address)
        } catch {
            return .refused(Self.noAddress(localPart, "\(error)"))
        }
    }

    private static func noAddress(_ localPart: String, _ reason: String) -> Reply {
        Reply(
            550, EnhancedStatusCode(5, 1, 1),
            "'\(localPart)' is no fax address: \(reason) (a fax address is such as +4922812345@...)")
    }
}
