import ArgumentParser
import Configuration
import Logging
import Pipeline

/// `ingest` speaks SMTP as a server. It answers 250 to a mail only when the spool has it on disk.
@main
struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Receives mail for fax numbers by SMTP and hands it to the spool.",
        discussion: """
            Listens where the section 'ingest' of the configuration says, takes mail from the clients named there, for \
            NUMBER@FAXDOMAIN only, and answers 250 when the spool has stored it.

            SIGTERM or SIGINT ends it: no new connection is taken, mails that are under way may end.
            """)

    @OptionGroup var options: ProgramOptions

    func run() async throws {
        let program = try options.start("ingest")
        let settings = program.configuration.ingest
        if settings.domains.isEmpty {
            program.logger.warning("No mail will be accepted: 'ingest.domains' names no fax domain")
        }
        let client = try program.connect()
        let server = IngestServer(
            settings: settings, dialling: program.configuration.dialling, fields: program.configuration.fields,
            lineGroups: program.configuration.knownLineGroups,
            sink: SpoolSink(client, timeout: settings.spoolTimeout, duplicateWindow: settings.duplicateWindow),
            logger: program.logger)
        try await program.run([server], grace: settings.drainTimeout)
        client.close()
    }
}
