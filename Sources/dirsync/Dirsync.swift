import ArgumentParser
import Configuration
import Directory
import DirectoryCopy
import FaxPolicy
import LDAP
import Logging
import Pipeline

/// dirsync - copies the directory
///
/// Looks for what has changed in the directory every `directory.copy.every`, makes a new copy of it, and publishes that through the
/// spool, where all programs find it. A copy that takes more away than `directory.copy.maximum-deletions` waits for the operator.
/// SIGHUP has it look at once. One runs for an installation; `faxctl directory sync` does the same once.
@main
struct Dirsync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dirsync", abstract: "Copies the directory, so that nobody has to ask it.",
        version: ProgramVersion.current)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var check: StartCheck

    func run() async throws {
        let program = try options.start("dirsync")
        guard let settings = program.configuration.directory, let copy = settings.copy else {
            program.logger.error("There is nothing to do: the configuration has no section directory.copy")
            throw ExitCode(78)
        }
        let client = try program.connect(tellsSilence: !check.isWanted)
        let sync: DirectorySync
        do throws(ConfigurationError) {
            let plan = CopyPlan(settings, FaxPolicy(rules: nil, program.configuration.dialling).plan)
            sync = DirectorySync(
                settings, copy, servers: try LDAPServer.list(settings), plan: plan,
                storage: CopyStorage(copy, spool: client), logger: program.logger)
        } catch {
            throw error.exit(of: "dirsync")
        }
        guard !check.isWanted else { return client.close() }
        let schedule = SyncSchedule(sync, every: copy.every, logger: program.logger)
        try await program.run([schedule], grace: .seconds(5)) { schedule.runNow() }
        client.close()
    }
}
