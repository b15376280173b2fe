import ArgumentParser
import Configuration
import Directory
import DirectoryCopy
import FaxModel
import FaxPolicy
import Foundation
import LDAPGrammar
import Pipeline

/// faxctl rules
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Tries out the rules that say who may fax where.", subcommands: [Test.self])

    /// faxctl rules test
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Says which rule decides on a fax, and why those before it do not.",
            discussion: """
                Nothing is sent. Where a rule needs the sender's groups, the directory is asked, unless --group names them; and where it says \
                what senders may (directory.permissions), it is asked for that. \
                Exit code 0: the fax may go; 1: it may not.
                """)

        @OptionGroup var options: ProgramOptions

        @Option(help: "The client's IP address.")
        var client = "127.0.0.1"

        @Option(help: "MAIL FROM; <> for mail without a return path.")
        var from: String

        @Option(help: "The user as whom the client has authenticated.")
        var user: String?

        @Option(help: "The listener that the client has connected to; by default the first of the configuration.")
        var listener: String?

        @Option(
            help: "What passes for the sender's domain, by a trusted front server: spf, dkim or dmarc. May be repeated."
        )
        var verified: [AuthenticationMethod] = []

        @Option(help: "A group of the sender, by its DN; the directory is not asked then. May be repeated.")
        var group: [DistinguishedName] = []

        @Flag(help: "Print JSON.")
        var json = false

        @Argument(help: "The number, or the whole fax address.")
        var destination: String

        func validate() throws {
            guard AddressRange(configuration: client) != nil, !client.contains("/") else {
                throw ValidationError("--client '\(client)' is no IP address")
            }
        }

        func run() async throws {
            let program = try options.start("faxctl")
            let listeners = program.configuration.ingest.listeners.map(\.name)
            let listener = listener ?? listeners[0]
            guard listeners.contains(listener) else {
                throw OperatorError(
                    "no listener is called '\(listener)': known are \(listeners.joined(separator: ", "))")
            }
            let spool = try program.connect()
            defer { spool.close() }
            let directory = try program.people(spool)
            let report: RuleReport
            do throws(Failure) {
                report = try await RuleTrial(program.configuration, directory).report(
                    on: destination, from: from == "<>" ? "" : from, client: client, listener: listener, user: user,
                    verified: Set(verified), groups: group.isEmpty ? nil : Set(group)
                ) { account, since in
                    let count = try? await spool.query(
                        .pages(account: account, since: since), as: PageCount.self, timeout: .seconds(2))
                    return count?.pages
                }
            } catch {
                FileHandle.standardError.write(Data("faxctl: \(error.sentence)\n".utf8))
                throw ExitCode(1)
            }
            print(json ? String(decoding: ReportCoding.encode(report), as: UTF8.self) : report.text)
            guard report.mayGo else { throw ExitCode(1) }
        }
    }
}
