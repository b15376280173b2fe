import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline
import UserProfiles

/// faxctl profile
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Shows who gets received faxes, and tries that out.",
        subcommands: [List.self, Show.self, Test.self], defaultSubcommand: List.self)

    /// faxctl profile list
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists all profiles, and those that another of their name stands before.")

        @OptionGroup var access: ProfileAccess

        func run() throws {
            let list = ProfileList(try access.table())
            access.show(list, list.table.text)
        }
    }

    /// faxctl profile show
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows a profile.")

        @OptionGroup var access: ProfileAccess

        @Argument(help: "Its name.")
        var name: String

        func run() throws {
            guard let entry = try access.table().entry(named: name) else {
                FileHandle.standardError.write(Data("faxctl: there is no profile '\(name)'\n".utf8))
                throw ExitCode(1)
            }
            let record = ProfileList.Record(entry, isOverridden: false)
            access.show(record, record.text)
        }
    }

    /// faxctl profile test
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Says whether a call is answered, which profile decides on its fax, and why.",
            discussion: """
                Nothing is called. The number is written as the exchange tells it. Exit code 0: the fax goes to somebody; 1: the call is \
                not answered, or the fax waits for the operator.
                """)

        @OptionGroup var access: ProfileAccess

        @Option(help: "The caller's number as the exchange tells it; or why it tells none: withheld, or unavailable.")
        var caller: String?

        @Option(help: "The subaddress for which the fax is (SUB).")
        var subaddress: String?

        @Option(help: "What the far end calls itself (TSI).")
        var station: String?

        @Option(help: "The group of the line that is called.")
        var group = Lane.default.rawValue

        @Option(help: "When it is called, such as 2026-12-24T18:30; by default now.")
        var at: String?

        @Argument(help: "Our number as the exchange tells it: the extension, or the whole number.")
        var number: String

        func validate() throws {
            if let at, ProfileTrial.date(at, in: .current) == nil {
                throw ValidationError("--at '\(at)' is no time such as 2026-12-24T18:30")
            }
        }

        func run() throws {
            let configuration = try access.configuration()
            let zone = configuration.received.timeZone
            var who = CallerIdentification(dialled: number)
            switch caller {
            case "withheld": who.absence = .withheld
            case "unavailable": who.absence = .unavailable
            default: who.number = caller
            }
            let report: ProfileReport
            do throws(ProfileSourceError) {
                report = try ProfileTrial(configuration).report(
                    who, subaddress: subaddress, station: station, on: Lane(rawValue: group),
                    at: at.flatMap { ProfileTrial.date($0, in: zone) } ?? Date())
            } catch {
                throw ProfileAccess.exit(error)
            }
            access.show(report, report.text)
            guard report.refusal == nil, !report.recipients.isEmpty else { throw ExitCode(1) }
        }
    }
}
