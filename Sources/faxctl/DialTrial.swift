import Configuration
import Dialling
import Directory
import FaxAddressing
import FaxModel
import FaxPolicy

/// Follows a number through the dial plan, as `enrich` and `faxout` do.
struct DialTrial {
    private let configuration: Configuration
    /// Who knows people's numbers, and the groups of rules; `nil` where there is no directory.
    private let directory: PeopleDirectory?

    /// A trial of section `dialling`.
    init(_ configuration: Configuration, _ directory: PeopleDirectory?) {
        self.configuration = configuration
        self.directory = directory
    }

    /// How `destination`, a number or an address, is dialled.
    ///
    /// - Parameters:
    ///   - sender: MAIL FROM of a client on this machine; `nil` where the rules are not to be asked.
    ///   - group: the group of lines that the mail asks for.
    /// - Throws: when the destination can't be understood, or the directory does not answer.
    func report(on destination: String, from sender: String?, over group: Lane?) async throws(Failure) -> DialReport {
        let rules = RuleTrial(configuration, directory)
        let target = try await rules.target(destination)
        let number = target.number
        var verdict: RuleReport?
        if let sender {
            verdict = try await rules.report(
                on: destination, from: sender == "<>" ? "" : sender, client: "127.0.0.1",
                listener: configuration.ingest.listeners[0].name, user: nil, verified: [], groups: nil,
                over: group)
        }
        let prefixes = Dictionary(
            configuration.faxout.lines.map { ($0.group, $0.internationalPrefix) },
            uniquingKeysWith: { first, _ in first })
        let ruled = verdict?.terms?.lineGroup
        let explanation = DialPlan(configuration.dialling).explanation(
            of: number, over: ruled ?? group, prefixes: prefixes)
        return DialReport(
            written: destination, plan: explanation, rule: verdict?.terms?.rule,
            // With a sender, the rules have decided whether he may dial it all the same.
            costliness: sender == nil ? target.costliness?.words : nil,
            choice: ruled != nil ? .rule : group != nil ? .sender : .plan,
            refusal: verdict.flatMap { $0.mayGo ? nil : $0.reason }, reply: verdict?.reply,
            linePrefixes: Dictionary(
                configuration.faxout.lines.map { ($0.group.rawValue, $0.dialPrefix) },
                uniquingKeysWith: { first, _ in first }),
            fallbackSeconds: Int(configuration.dialling.fallbackAfter.components.seconds))
    }
}
