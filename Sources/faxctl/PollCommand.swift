import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline
import Secrets

/// faxctl poll
struct PollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll", abstract: "Fetches a document from a fax machine (polling), and mails it.",
        discussion: """
            The number is dialled as a fax to it would be, and again as faxout.retry says, until the far end has given its document \
            out. That is mailed like a fax that has come in. When nothing can be fetched, the same address is told.
            """)

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The number, such as +4922812345, or an extension.")
    var number: FaxNumber

    @Option(
        name: .customLong("selective-polling"),
        help: ArgumentHelp(
            "Which document is wanted, where the far end has several (SEP): up to 20 digits, *, #, + and spaces.",
            valueName: "address"))
    var address: String?

    @Option(
        help: ArgumentHelp(
            "A file whose first line is the password that the far end wants (PWD); not readable by others.",
            valueName: "file"))
    var passwordFile: String?

    @Option(
        name: .customLong("line-group"),
        help: "The group of lines that dials; by default the one that the configuration has for the number.")
    var group: String?

    @Option(help: "The mail address that gets it; by default received.default-recipient.")
    var to: String?

    func validate() throws {
        if let address, !FaxWord.canBe(address) {
            throw ValidationError("--selective-polling is \(FaxWord.expectation)")
        }
        if let to, MailAddress(configuration: to) == nil {
            throw ValidationError("--to '\(to)' is no mail address")
        }
    }

    func run() async throws {
        try await access.withClient { client, program in
            let configuration = program.configuration
            guard let recipient = to ?? configuration.received.defaultRecipient else {
                throw OperatorError("nobody would get it: give --to, or set received.default-recipient")
            }
            let number = try configuration.numberToDial(number)
            let submission = PollingSubmission(
                number: number,
                PollingOrder(address: address, password: try password(configuration), recipient: recipient),
                groups: try configuration.groups(for: number, asked: group), at: Date())
            try await client.submit(submission.submission)
            access.show(Report(job: submission.job), "\(submission.job)")
        }
    }

    /// The password, sealed: the spool must not have it as it is.
    private func password(_ configuration: Configuration) throws -> StoredSecret? {
        guard let passwordFile else { return nil }
        do throws(ConfigurationError) {
            let password = try SecretFile(path: passwordFile, option: "--password-file").readFaxPassword()
            guard let seal = try configuration.secretSeal() else {
                throw ConfigurationError(
                    file: access.options.config, line: nil, key: "secrets.key-file",
                    message:
                        "is missing; a password is kept only where there is a key to seal it with (faxctl key make)")
            }
            return seal.seal(password)
        } catch {
            throw error.exit(of: "faxctl")
        }
    }

    /// What is printed.
    private struct Report: Encodable {
        var job: JobID
    }
}
