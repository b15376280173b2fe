import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline
import UserProfiles

/// faxctl profile
struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Shows who gets received faxes, and tries that out.",
        subcommands: [List.self, Show.self, Test.self], defaultSubcommand: List.self)

    /// faxctl profile list
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists all profiles, and those that another of their name stands before.",
            discussion: """
                Entries of the directory without a profile that they should have are named on standard error, with an exclamation mark. \
                Exit code 0: all profiles are known; 1: a file, or the copy of the directory, can't be read: the others are listed.
                """)

        @OptionGroup var access: ProfileAccess

        func run() async throws {
            let (_, book, problems) = try await access.book()
            let list = ProfileList(book.reading().table, problems)
            access.show(list, list.text)
            try access.complain(problems)
        }
    }

    /// faxctl profile show
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows a profile.")

        @OptionGroup var access: ProfileAccess

        @Argument(help: "Its name.")
        var name: String

        func run() async throws {
            let (_, book, problems) = try await access.book()
            guard let entry = book.reading().table.entry(named: name) else {
                try access.complain(problems)
                FileHandle.standardError.write(Data("faxctl: there is no profile '\(name)'\n".utf8))
                throw ExitCode(1)
            }
            let record = ProfileList.Record(entry, isOverridden: false)
            access.show(record, record.text)
        }
    }

    /// faxctl profile test
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Says whether a call is answered, which profile decides on its fax, and why.",
            discussion: """
                Nothing is called. The number is written as the exchange tells it. Exit code 0: the fax goes to somebody; 1: the call is \
                not answered, the fax waits for the operator, or a file of profiles, or the copy of the directory, can't be read: the answer \
                is what the others say.
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

        func run() async throws {
            let (configuration, book, problems) = try await access.book()
            let zone = configuration.received.timeZone
            var who = CallerIdentification(dialled: number)
            switch caller {
            case "withheld": who.absence = .withheld
            case "unavailable": who.absence = .unavailable
            default: who.number = caller
            }
            var report = ProfileTrial(configuration, book).report(
                who, subaddress: subaddress, station: station, on: Lane(rawValue: group),
                at: at.flatMap { ProfileTrial.date($0, in: zone) } ?? Date())
            report.problems = problems.filter { !$0.hasPrefix("!") }
            access.show(report, report.text)
            try access.complain(report.problems)
            guard report.refusal == nil, !report.recipients.isEmpty || !report.groups.isEmpty else { throw ExitCode(1) }
        }
    }
}
