import ArgumentParser
import Configuration
import Dialling
import FaxModel
import FaxPolicy
import Foundation
import LDAPGrammar
import Pipeline

/// faxctl dialplan
struct DialplanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialplan", abstract: "Tries out how numbers are dialled.", subcommands: [Test.self])

    /// faxctl dialplan test
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract:
                "Says how a number is understood, which lines dial it, in which order, and what their modems dial.",
            discussion: """
                Nothing is dialled. With --sender the rules are asked, too: one that matches may choose the lines, or refuse the fax. \
                Exit code 0: faxes may go there; 1: they may not, or the number can't be understood.
                """)

        @OptionGroup var options: ProgramOptions

        @Option(help: "Who sends: MAIL FROM, from this machine.")
        var sender: String?

        @Option(name: .customLong("line-group"), help: "The group of lines that a mail asks for.")
        var group: String?

        @Flag(help: "Print JSON.")
        var json = false

        @Argument(help: "The number, or the whole fax address.")
        var destination: String

        func run() async throws {
            let configuration = try options.start("faxctl").configuration
            let report: DialReport
            do throws(Failure) {
                report = try await DialTrial(configuration).report(
                    on: destination, from: sender, over: group.map(Lane.init(rawValue:)))
            } catch {
                FileHandle.standardError.write(Data("faxctl: \(error.sentence)\n".utf8))
                throw ExitCode(1)
            }
            print(json ? String(decoding: ReportCoding.encode(report), as: UTF8.self) : report.text)
            guard report.mayGo else { throw ExitCode(1) }
        }
    }
}

/// Follows a number through the dial plan, as `enrich` and `faxout` do.
struct DialTrial {
    private let configuration: Configuration

    /// A trial of section `dialling`.
    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// How `destination`, a number or an address, is dialled.
    ///
    /// - Parameters:
    ///   - sender: MAIL FROM of a client on this machine; `nil` where the rules are not to be asked.
    ///   - group: the group of lines that the mail asks for.
    /// - Throws: when the destination can't be understood, or the directory does not answer.
    func report(on destination: String, from sender: String?, over group: Lane?) async throws(Failure) -> DialReport {
        let rules = RuleTrial(configuration)
        let number = try await rules.target(destination).number
        var verdict: RuleReport?
        if let sender {
            verdict = try await rules.report(
                on: destination, from: sender == "<>" ? "" : sender, client: "127.0.0.1",
                listener: configuration.ingest.listeners[0].name, user: nil, verified: [], groups: nil)
        }
        let prefixes = Dictionary(
            configuration.faxout.lines.map { ($0.group, $0.internationalPrefix) },
            uniquingKeysWith: { first, _ in first })
        let ruled = verdict?.terms?.lineGroup
        let explanation = DialPlan(configuration.dialling).explanation(
            of: number, over: ruled ?? group, prefixes: prefixes)
        return DialReport(
            written: destination, plan: explanation, rule: verdict?.terms?.rule,
            choice: ruled != nil ? .rule : group != nil ? .sender : .plan,
            refusal: verdict.flatMap { $0.mayGo ? nil : $0.reason }, reply: verdict?.reply,
            linePrefixes: Dictionary(
                configuration.faxout.lines.map { ($0.group.rawValue, $0.dialPrefix) },
                uniquingKeysWith: { first, _ in first }),
            fallbackSeconds: Int(configuration.dialling.fallbackAfter.components.seconds))
    }
}

/// What `faxctl dialplan test` says.
struct DialReport: Encodable, Equatable {
    /// Who has chosen the lines.
    enum Choice: String, Encodable {
        case plan, rule, sender
    }

    /// What was asked for.
    var written: String
    /// What the plan says.
    var plan: DialExplanation
    /// The rule that lets the fax pass; `nil` where none was asked.
    var rule: String?
    /// Who has chosen the lines.
    var choice: Choice
    /// Why the rules refuse the fax; `nil` where they do not.
    var refusal: String?
    /// What the sender is told then.
    var reply: String?
    /// What the first line of each group dials before everything else (ATD…).
    var linePrefixes: [String: String]
    /// How long a fax waits for a line of one group until the next may take it.
    var fallbackSeconds: Int

    /// Whether faxes may go there.
    var mayGo: Bool { plan.blocked == nil && refusal == nil }

    /// What an operator reads.
    var text: String {
        var lines = ["'\(written)' is \(plan.number)."]
        if let blocked = plan.blocked {
            lines.append("The number is blocked (dialling.blocked). Senders are told: \(blocked)")
        }
        if let refusal, plan.blocked == nil {
            lines.append("The rules refuse the fax: \(refusal)." + (reply.map { " The sender is told: \($0)" } ?? ""))
        }
        guard mayGo else { return lines.joined(separator: "\n") }
        switch choice {
        case .rule: lines.append("Rule '\(rule ?? "")' chooses the lines.")
        case .sender: lines.append("The mail chooses the lines.")
        case .plan:
            lines.append(
                plan.groupRule.map { "Rule '\($0)' of dialling.rules chooses the lines." }
                    ?? "No rule of dialling.rules chooses the lines: it is dialling.line-group.")
        }
        for (index, group) in plan.groups.enumerated() {
            lines.append("\(index + 1). Lines of group \(group.lineGroup)\(wait(index)):")
            lines += self.lines(of: group).map { "   \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private func wait(_ index: Int) -> String {
        index == 0
            ? ""
            : ", when none of those before has taken it for \(fallbackSeconds) s, or a call failed through our own trouble"
    }

    private func lines(of group: DialExplanation.Group) -> [String] {
        var lines: [String] = []
        lines.append(
            group.rules.isEmpty
                ? "No rule is about the number."
                : "Rules about it, the most exact first: \(group.rules.joined(separator: ", ")).")
        lines += group.unfit.map { "The number does not have the form that a rule dials: \($0)." }
        lines.append(group.dialRule.map { "Rule '\($0)' says what is dialled." } ?? "It is dialled as it is.")
        if let rule = group.callerIDRule { lines.append("Rule '\(rule)' says what is told of our number.") }
        lines.append("The modem dials: \(linePrefixes[group.lineGroup.rawValue] ?? "T")\(group.digits)")
        if !group.terms.isEmpty { lines.append("It is sent \(group.terms.joined(separator: ", ")).") }
        return lines
    }
}
