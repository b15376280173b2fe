import ArgumentParser
import Configuration
import Directory
import DirectoryCopy
import FaxAnswers
import FaxPolicy
import Foundation
import Logging
import NIOCore
import NIOPosix
import Pipeline
import Secrets
import ServiceLifecycle

/// `ingest` speaks SMTP as a server. It answers 250 to a mail only when the spool has it on disk.
@main
struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Receives mail for fax numbers by SMTP and hands it to the spool.",
        discussion: """
            Listens where the section 'ingest' of the configuration says, takes mail from the clients named there, for \
            NUMBER@FAXDOMAIN only, and answers 250 when the spool has stored it.

            SIGTERM or SIGINT ends it: no new connection is taken, mails that are under way may end. SIGHUP has it read \
            certificate, key and the file of users anew; connections go on.
            """, version: ProgramVersion.current)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var check: StartCheck

    func run() async throws {
        let program = try options.start("ingest")
        let settings = program.configuration.ingest
        if settings.domains.isEmpty {
            program.logger.warning("No mail will be accepted: 'ingest.domains' names no fax domain")
        }
        for warning in program.configuration.warnings { program.logger.warning("\(warning)") }
        OpenFiles.raiseLimit()
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        let certificate: ServerCertificate?
        let users: (any UserDirectory)?
        let access: DirectoryAccess?
        let seal: SecretSeal?
        let answers: AnswerDomain?
        let client = try program.connect(tellsSilence: !check.isWanted)
        do throws(ConfigurationError) {
            certificate = try settings.certificate.map { files throws(ConfigurationError) in
                try ServerCertificate(files)
            }
            seal = try program.configuration.secretSeal()
            answers = try AnswerDomain(program.configuration.answers)
            users = try program.configuration.userDirectory(pool: pool)
            let plan = FaxPolicy(rules: nil, program.configuration.dialling).plan
            access = try program.configuration.directory.map { directory throws(ConfigurationError) in
                try DirectoryAccess(directory, plan, spool: client, logger: program.logger)
            }
        } catch {
            throw error.exit(of: "ingest")
        }
        let logger = program.logger
        if certificate?.isExpired == true { logger.warning("The certificate has expired") }
        if check.isWanted {
            client.close()
            return try await pool.shutdownGracefully()
        }
        let configuration = program.configuration
        let gate = RecipientGate(
            configuration, access?.people,
            ledger: PageLedger(SpoolPages(client, timeout: settings.spoolTimeout), timeZone: settings.timeZone),
            answers: answers)
        // Half of the processors: the spool needs the others, and a loop with more to do at a time wakes up less often.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
        let server = IngestServer(
            settings: settings, gate: gate,
            fields: FieldPolicy(
                configuration.fields, lineGroups: configuration.knownLineGroups,
                coverTemplates: configuration.render.covers.names, seal: seal),
            sink: SpoolSink(client, timeout: settings.spoolTimeout, duplicateWindow: settings.duplicateWindow),
            answers: answers.map { AnswerDesk(client, $0, timeout: settings.spoolTimeout) }, certificate: certificate,
            users: users, group: group, logger: logger)
        try await program.run([server as any Service] + [access?.copy].compactMap { $0 }, grace: settings.drainTimeout)
        {
            Self.reload("certificate and key", logger) { try certificate?.reload() }
            Self.reload("users", logger) { try users?.reload() }
        }
        client.close()
        try await group.shutdownGracefully()
        try await pool.shutdownGracefully()
    }

    private static func reload(_ what: String, _ logger: Logger, _ body: () throws -> Void) {
        do {
            try body()
            logger.notice("\(what): read anew")
        } catch {
            logger.error("\(what): what was stays in use: \(error)")
        }
    }
}

extension RecipientGate {
    /// The gate of a configuration, which asks its directory, where it has one, for groups and people.
    fileprivate init(
        _ configuration: Configuration, _ directory: PeopleDirectory?, ledger: PageLedger, answers: AnswerDomain?
    ) {
        let people: any PersonSource = directory ?? ConfiguredPeople(configuration.people)
        let policy = FaxPolicy(rules: configuration.rules, configuration.dialling)
        self.init(
            configuration.ingest, policy,
            listAddresses: configuration.fields.listAddresses, groups: directory,
            people: configuration.ingest.personDomain == nil ? nil : people,
            members: configuration.ingest.personDomain == nil ? nil : directory, ledger: ledger,
            entries: configuration.directory.flatMap { settings in
                directory.flatMap { SenderEntries(settings, $0, policy.plan) }
            }, answers: answers,
            hasPostmaster: configuration.deliver.operatorAddress != nil)
    }
}
