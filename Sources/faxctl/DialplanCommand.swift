import ArgumentParser
import Configuration
import FaxModel
import Foundation
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
            let program = try options.start("faxctl")
            let spool = try program.connect()
            defer { spool.close() }
            let directory = try program.people(spool)
            let report: DialReport
            do throws(Failure) {
                report = try await DialTrial(program.configuration, directory).report(
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
