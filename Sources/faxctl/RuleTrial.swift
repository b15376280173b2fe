import Configuration
import Directory
import FaxAddressing
import FaxModel
import FaxPolicy
import Foundation
import LDAPGrammar

/// Asks the rules as `ingest` does, and keeps how they came to their answer.
struct RuleTrial {
    private let configuration: Configuration
    private let policy: FaxPolicy
    private let directory: PeopleDirectory?

    /// A trial of the rules of a configuration.
    ///
    /// - Parameter directory: who is asked for groups and people; `nil` where there is no directory.
    init(_ configuration: Configuration, _ directory: PeopleDirectory?) {
        self.configuration = configuration
        self.directory = directory
        policy = FaxPolicy(rules: configuration.rules, configuration.dialling)
    }

    /// What becomes of a fax from this sender to `destination`, a number or an address.
    ///
    /// - Parameters:
    ///   - groups: the sender's groups; `nil` to ask the directory where a rule needs them.
    ///   - lineGroup: the group of lines that the mail asks for.
    ///   - pages: how many pages were put to an account since a time; `nil` where that is not known.
    /// - Throws: when the destination can't be understood, or the directory does not answer.
    func report(
        on destination: String, from address: String, client: String, listener: String, user: String?,
        verified: Set<AuthenticationMethod>, groups: Set<DistinguishedName>?, over lineGroup: Lane? = nil,
        pages: (_ account: String, _ since: Date) async -> Int? = { _, _ in nil }
    ) async throws(Failure) -> RuleReport {
        let target = try await target(destination)
        var facts = SenderFacts(
            client: client, listener: listener, user: user, address: address, groups: groups, verified: verified)
        var evaluation = policy.evaluate(facts, target)
        if evaluation.outcome == .groupsNeeded {
            facts.groups = try await groupsOf(facts)
            evaluation = policy.evaluate(facts, target)
        }
        var report = RuleReport(
            number: target.number,
            steps: evaluation.steps.map { RuleReport.Step(rule: $0.rule, mismatch: $0.mismatch) }, mayGo: false)
        let networks = configuration.ingest.listeners.first { $0.name == listener }?.networks ?? []
        guard networks.contains(where: { $0.contains(client) }) else {
            report.reason =
                "\(client) is in none of the networks of listener '\(listener)', and is refused before all rules (554)"
            return report
        }
        switch evaluation.outcome {
        case .allowed(let permit):
            report.mayGo = true
            do throws(Failure) {
                let permissions = try await permissions(facts)
                report.permissions = permissions.sentences
                try permissions.check(target.number, policy.plan)
                if permit.terms?.lineGroup == nil, let lineGroup { try permissions.check(lineGroup) }
            } catch {
                guard error.status.severity == 5 else { throw error }
                report.mayGo = false
                report.reason = "the directory does not permit it (directory.permissions)"
                report.reply = error.sentence
            }
            report.terms = permit.terms
            let groups = Set(configuration.faxout.lines.map(\.group))
            report.hasNoLine = permit.terms?.lineGroup.map { !groups.isEmpty && !groups.contains($0) } ?? false
            guard let quota = permit.quota else { break }
            report.pagesADay = quota.pages
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = configuration.ingest.timeZone
            report.pagesToday = await pages(quota.account, calendar.startOfDay(for: Date()))
            if report.mayGo, let today = report.pagesToday, today >= quota.pages {
                report.mayGo = false
                report.reason = "its pages of today are used up"
            }
        case .refused(let refusal):
            report.reason = refusal.reason
            report.reply = refusal.sentence
        case .groupsNeeded, .verificationNeeded:
            preconditionFailure("the rules were told all that they can ask for")
        }
        return report
    }

    /// What a number or an address means.
    ///
    /// - Throws: when it can't be understood, or the directory does not answer.
    func target(_ text: String) async throws(Failure) -> Destination {
        var localPart = text[...]
        if let at = text.lastIndex(of: "@") {
            let domain = text[text.index(after: at)...].lowercased()
            guard configuration.ingest.domains.contains(domain) else {
                throw Failure(Self.noAddress, "\(domain) is not among ingest.domains.")
            }
            localPart = text[..<at]
        }
        do throws(FaxAddressError) {
            return try policy.destination(ofLocalPart: String(localPart)).destination
        } catch {
            guard error == .noNumber, let domain = configuration.ingest.personDomain else {
                throw Failure(Self.noAddress, "'\(localPart)' is no fax address: \(error).")
            }
            return try await destination(ofPerson: "\(localPart)@\(domain)")
        }
    }

    private func destination(ofPerson address: String) async throws(Failure) -> Destination {
        let source: any PersonSource =
            if let directory { directory } else { ConfiguredPeople(configuration.people) }
        switch try await source.person(.recipient(address)) {
        case .found(let person):
            guard let destination = policy.destination(ofNumbers: person.numbers) else {
                throw Failure(Self.noAddress, "\(address) has no fax number that can be dialled.")
            }
            return destination
        case .unknown: throw Failure(Self.noAddress, "Nobody has the address \(address).")
        case .several: throw Failure(Self.noAddress, "Several people have the address \(address).")
        }
    }

    /// What the directory says that the sender may, as `enrich` understands it.
    ///
    /// - Throws: where he may not fax, or the directory does not answer.
    private func permissions(_ facts: SenderFacts) async throws(Failure) -> SenderPermissions {
        guard let directory, let settings = configuration.directory, settings.permissions != nil else {
            return SenderPermissions()
        }
        // No header is there that could name the sender.
        let clues = SenderSearch.Clues(user: facts.user, address: facts.address)
        let finding = try await SenderSearch(directory, settings).find(clues)
        return try PermissionReader(settings.permissions, policy.plan).permissions(by: finding.evidence)
    }

    private func groupsOf(_ facts: SenderFacts) async throws(Failure) -> Set<DistinguishedName> {
        guard let directory else {
            preconditionFailure("rules about groups are read only where there is a directory")
        }
        if let user = facts.user { return try await directory.groups(of: .user(user)) }
        return facts.address.isEmpty ? [] : try await directory.groups(of: .address(facts.address))
    }

    /// RFC 3463 §3.2, X.1.1: bad destination mailbox address.
    private static let noAddress = EnhancedStatusCode(5, 1, 1)
}
