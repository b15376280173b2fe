import ArgumentParser
import Configuration
import Directory
import FaxModel
import FaxRequests
import Foundation
import LDAP
import Logging
import Pipeline

/// enrich - makes orders of mails
///
/// Takes tasks of stage `enrich` from the spool: a mail with its envelope. Looks the sender up in the directory, or in the
/// configuration where there is none, reads what the mail's X-Fax- fields ask for, chooses the lines, and hands the
/// order to stage `render`, or word of what is wrong with it to stage `deliver`. While the directory does not answer,
/// mails wait. A fax that was received goes to stage `deliver`, for its recipient.
@main
struct EnrichProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrich", abstract: "Makes orders of mails: who sends, to whom, and how.")

    @OptionGroup var options: ProgramOptions

    func run() async throws {
        let program = try options.start("enrich")
        if let warning = program.configuration.warning { program.logger.warning("\(warning)") }
        let configuration = program.configuration
        let senders: any SenderSource
        let retry: RetryPolicy
        if let settings = configuration.directory {
            do throws(ConfigurationError) {
                senders = DirectorySenders(settings, client: LDAPClient(try LDAPServer(settings)))
            } catch {
                throw error.exit(of: "enrich")
            }
            retry = RetryPolicy(first: settings.firstRetry, longest: settings.longestRetry, tries: .max)
        } else {
            senders = ConfiguredSenders(configuration.people)
            retry = RetryPolicy()
        }
        let client = try program.connect()
        let handler = EnrichHandler(
            maker: OrderMaker(
                senders: senders, dialPlan: DialPlan(configuration.dialling),
                rules: FaxRequest.Rules(
                    names: configuration.fields.names, lineGroups: configuration.knownLineGroups),
                mistakes: configuration.fields.mistakes, retry: retry),
            router: ReceivedFaxRouter(
                defaultRecipient: configuration.received.defaultRecipient,
                attachment: configuration.received.mail.attachment,
                hasPreview: configuration.received.mail.hasPreview))
        let worker = Worker(
            handler, stage: .enrich,
            availability: Availability(tasks: configuration.enrich.concurrency, lanes: [.default, .received]),
            client: client, logger: program.logger)
        let grace = (configuration.directory?.timeout ?? .zero) * 4 + .seconds(5)
        try await program.run([worker], grace: grace)
        client.close()
    }
}
