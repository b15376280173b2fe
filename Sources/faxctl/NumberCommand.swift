import ArgumentParser
import FaxModel
import Foundation
import Pipeline

/// faxctl number
struct NumberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "number", abstract: "Shows what is known of numbers, and changes which are not dialled.",
        subcommands: [List.self, Bar.self, Allow.self], defaultSubcommand: List.self)

    /// faxctl number list
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists the numbers that are let alone or barred, and why, and those to which calls begin slower.")

        @OptionGroup var access: SpoolAccess

        func run() async throws {
            try await access.withClient { client, _ in
                let list = try await client.query(.numbers, as: NumberList.self)
                access.show(list, list.table.text)
            }
        }
    }

    /// faxctl number bar
    struct Bar: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bar", abstract: "Dials a number no more: faxes to it fail, and their senders are told why.")

        @OptionGroup var access: SpoolAccess

        @Argument(help: "The number, such as +4922812345, or an extension.")
        var number: FaxNumber

        @Option(help: "Why: a sentence for the senders.")
        var reason = "The operator has barred it."

        func run() async throws {
            let number = try access.options.start("faxctl").configuration.number(number)
            try await access.perform(.bar(number, reason: reason), saying: "barred")
        }
    }

    /// faxctl number allow
    struct Allow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "allow", abstract: "Dials a number again, and forgets what calls have found of it.")

        @OptionGroup var access: SpoolAccess

        @Argument(help: "The number, such as +4922812345, or an extension.")
        var number: FaxNumber

        func run() async throws {
            let number = try access.options.start("faxctl").configuration.number(number)
            try await access.perform(.allow(number), saying: "allowed")
        }
    }
}

extension NumberList {
    /// A line a number.
    var table: Table {
        Table(
            header: ["number", "state", "until", "wrong", "bit/s", "reason"],
            rows: numbers.map { entry in
                let barred = entry.barredUntil.map { until in
                    ("barred", until == .distantFuture ? "allowed" : LocalTime.text(until))
                }
                let (state, until) =
                    barred ?? entry.restsUntil.map { ("let alone", LocalTime.text($0)) } ?? ("dialled", "-")
                return [
                    entry.number.digits, state, until, String(entry.wrongAnswers), entry.rate.map(String.init) ?? "-",
                    entry.reason ?? "",
                ]
            })
    }
}
