import ArgumentParser
import Configuration
import FaxAnswers
import FaxModel
import Logging
import Pipeline
import UserProfiles

/// `deliver` speaks SMTP as a client: it tells senders what became of their faxes, and mails those that were received.
@main
struct Deliver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliver",
        abstract: "Mails the results of faxes to their senders, and received faxes to their recipients.",
        discussion: """
            Takes tasks of stage 'deliver' from the spool and hands a mail for each to the smarthost that the section \
            'deliver' of the configuration names. What the smarthost does not take now is tried again later.

            SIGTERM or SIGINT ends it: mails that are under way may end, the others stay in the spool.
            """, version: ProgramVersion.current)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var check: StartCheck

    func run() async throws {
        let program = try options.start("deliver")
        let settings = program.configuration.deliver
        for warning in program.configuration.mailWarnings { program.logger.warning("\(warning)") }
        let handler = try self.handler(program)
        let client = try program.connect(tellsSilence: !check.isWanted)
        guard !check.isWanted else { return client.close() }
        let worker = Worker(
            handler, stage: .deliver,
            availability: Availability(
                tasks: settings.concurrency, lanes: [.default, .news, .received, .mails, .postmaster]),
            client: client, logger: program.logger)
        try await program.run([worker], grace: .seconds(20))
        client.close()
    }

    /// - Throws: `ExitCode` 78, after it has said on standard error what is wrong with a template, password or certificate.
    private func handler(_ program: Program) throws -> DeliverHandler {
        let settings = program.configuration.deliver
        let reasons =
            (program.configuration.rules ?? []).map(\.because) + program.configuration.dialling.blocked.map(\.because)
        do {
            return try DeliverHandler(
                settings, received: program.configuration.received.mail, archive: program.configuration.archive,
                answers: try AnswerDomain(program.configuration.answers), numbers: OwnNumbers(program.configuration),
                verbatim: reasons.compactMap(\.self), transport: try SMTPTransport(settings, logger: program.logger))
        } catch let error as ConfigurationError {
            throw error.exit(of: program.logger.label)
        } catch let error as TemplateError {
            throw ConfigurationError(
                file: options.config, key: "deliver.templates", message: error.description
            ).exit(of: program.logger.label)
        }
    }
}
