import ArgumentParser
import Configuration
import FaxModel
import Logging
import Pipeline

/// `faxout` owns telephone lines: it dials and sends, with T.30 over Class 1 modems on serial devices.
@main
struct Faxout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faxout",
        abstract: "Sends faxes over the telephone lines of the configuration.",
        discussion: """
            Takes tasks of the line groups that the lines in section 'faxout' of the configuration belong to, one for each \
            line that is free. An attempt is on disk before its number is dialled, and so is each page that the far end \
            confirms before the next one is sent, unless the spool takes longer than 2 seconds to say so: the far end \
            would hang up.

            SIGTERM or SIGINT ends it: no new call is made; calls that are under way may end within faxout.finish-within, \
            and then end after the page that they are at.
            """)

    @OptionGroup var options: ProgramOptions

    func run() async throws {
        let program = try options.start("faxout")
        let settings = program.configuration.faxout
        if settings.lines.isEmpty {
            program.logger.warning("The configuration has no lines (faxout.lines): nothing will be sent.")
        }
        let client = try program.connect()
        let handler = FaxoutHandler(settings)
        let worker = Worker(
            handler, stage: .faxout, availability: await handler.lines.availability, changes: handler.lines.changes,
            client: client,
            retry: RetryPolicy(first: .seconds(5), longest: .seconds(300), tries: 100), logger: program.logger)
        try await program.run([worker], grace: settings.finishWithin)
        client.close()
    }
}
