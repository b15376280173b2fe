import ArgumentParser
import Configuration
import Directory
import FaxPolicy
import Foundation
import LDAP
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
        if let warning = program.configuration.warning { program.logger.warning("\(warning)") }
        let directory = try Self.directory(program.configuration)
        let client = try program.connect()
        let configuration = program.configuration
        let gate = RecipientGate(
            settings, FaxPolicy(rules: configuration.rules, configuration.dialling), groups: directory?.groups,
            people: settings.personDomain == nil ? nil : directory?.people ?? ConfiguredPeople(configuration.people),
            ledger: PageLedger(SpoolPages(client, timeout: settings.spoolTimeout), timeZone: settings.timeZone))
        let server = IngestServer(
            settings: settings, gate: gate,
            sink: SpoolSink(client, timeout: settings.spoolTimeout, duplicateWindow: settings.duplicateWindow),
            logger: program.logger)
        try await program.run([server], grace: settings.drainTimeout)
        client.close()
    }
    /// Where groups and people are known; `nil` where there is no directory.
    ///
    /// - Throws: `ExitCode` 78 after it has said on standard error what is wrong with the directory's password.
    private static func directory(
        _ configuration: Configuration
    ) throws -> (groups: DirectoryGroups, people: any PersonSource)? {
        guard let settings = configuration.directory else { return nil }
        do throws(ConfigurationError) {
            let client = LDAPClient(try LDAPServer(settings), rest: .seconds(2))
            return (DirectoryGroups(settings, client: client), DirectoryPeople(settings, client: client))
        } catch {
            FileHandle.standardError.write(Data("ingest: \(error)\n".utf8))
            throw ExitCode(78)
        }
    }
}
