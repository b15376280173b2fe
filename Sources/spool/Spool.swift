import ArgumentParser
import Configuration
import Foundation
import Pipeline

/// spool — the only owner of durable state: queue, schedule, leases, documents, history.
///
/// Reads section `spool` of the configuration. Answers workers and `faxctl` at `endpoint`, publishes events at `events`,
/// keeps everything below `directory`. Exit codes: 0 ended by SIGTERM or SIGINT; 78 the configuration is wrong; 1 else.
@main
struct Spool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool", abstract: "The durable queue between the stages.")

    @OptionGroup var options: ProgramOptions

    func run() async throws {
        let program = try options.start("spool")
        let settings = program.configuration.spool
        let directory = URL(filePath: settings.directory)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let store = try SQLiteStore(directory: directory)
        let server = SpoolServer(
            store: store, settings: settings, lineGroups: program.configuration.lineGroups, logger: program.logger)
        try await program.run([server], grace: .seconds(10))
    }
}
