import Configuration
import Directory
import FaxModel
import FaxPolicy
import LDAPGrammar

/// Who wants to fax.
extension RecipientGate {
    /// What is known of who hands in the mail; with its Authentication-Results fields, where they have come.
    func facts(_ question: Question, _ fields: [String]? = nil) -> SenderFacts {
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

    func groupsOf(_ facts: SenderFacts) async throws(Failure) -> Set<DistinguishedName> {
        guard let groups else { preconditionFailure("rules about groups are read only where there is a directory") }
        if let user = facts.user { return try await groups.groups(of: .user(user)) }
        return facts.address.isEmpty ? [] : try await groups.groups(of: .address(facts.address))
    }
}
