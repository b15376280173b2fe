import ArgumentParser
import Configuration
import Foundation
import Logging
import Pipeline

/// spool — the only owner of durable state: queue, schedule, leases, documents, history.
///
/// Without a subcommand it serves: it reads sections `spool` and `line-groups` of the configuration, and `dialling.fallback-after`, answers workers and
/// `faxctl` at `endpoint`, publishes events at `events`, keeps everything below `directory`. The other subcommands look
/// after what it keeps; `check` and `backup` may run beside it. Exit codes: 0 ended by SIGTERM or SIGINT, or all is well; 78
/// the configuration is wrong; 1 else.
@main
struct Spool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool", abstract: "The durable queue between the stages.", version: ProgramVersion.current,
        subcommands: [Serve.self, Check.self, Backup.self, Restore.self], defaultSubcommand: Serve.self)

    /// spool serve
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve", abstract: "Serves workers and operators. This is the default.")

        @OptionGroup var options: ProgramOptions
        @OptionGroup var check: StartCheck

        func run() async throws {
            let program = try options.start("spool")
            let credentials = try program.credentials()
            let settings = program.configuration.spool
            let folder = SpoolFolder(settings.directory)
            if let warning = folder.warning { program.logger.warning("\(warning)") }
            guard !check.isWanted else {
                guard let problem = folder.problem else { return }
                throw ConfigurationError(file: options.config, message: problem).exit(of: "spool")
            }
            SpoolFolder.keepOthersOut()
            try folder.prepare()
            let directory = folder.url
            let lock = try DirectoryLock(directory: directory)
            defer { lock.release() }
            let store = try ConfiguredStore.open(in: directory)
            let server = SpoolServer(
                store: store, settings: settings, lineGroups: program.configuration.lineGroups,
                fallbackAfter: program.configuration.dialling.fallbackAfter,
                credentials: credentials, logger: program.logger)
            try await program.run([server], grace: .seconds(10))
        }
    }
}
