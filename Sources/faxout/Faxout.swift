import ArgumentParser
import Configuration
import Dialling
import DirectoryCopy
import DirectoryProfiles
import FaxModel
import Foundation
import Logging
import Malloc
import Pipeline
import Secrets
import ServiceLifecycle
import UserProfiles

/// `faxout` owns telephone lines: it dials and sends, answers and receives, with T.30 over Class 1 modems on serial devices.
@main
struct Faxout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faxout",
        abstract: "Sends and receives faxes over the telephone lines of the configuration.",
        discussion: """
            Takes tasks of the line groups that the lines in section 'faxout' of the configuration belong to, one for each \
            line that is free. An attempt is on disk before its number is dialled, and so is each page that the far end \
            confirms before the next one is sent, unless the spool takes longer than 2 seconds to say so: the far end \
            would hang up.

            Lines with 'answer' are answered while they are free, unless section 'received' has such calls refused. A page that is \
            received is on disk before it is confirmed. SIGHUP has files of profiles read anew; they are when they change.

            SIGTERM or SIGINT ends it: no new call is made or answered; calls that are under way may end within faxout.finish-within, \
            and then end after the page that they are at.
            """, version: ProgramVersion.current)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var check: StartCheck

    func run() async throws {
        Allocator.economise()
        let program = try options.start("faxout")
        let settings = program.configuration.faxout
        if settings.lines.isEmpty {
            program.logger.warning("The configuration has no lines (faxout.lines): nothing will be sent.")
        }
        let client = try program.connect(tellsSilence: !check.isWanted)
        let seal: SecretSeal?
        do throws(ConfigurationError) {
            seal = try program.configuration.secretSeal()
            for line in settings.lines { try line.answer?.checkPasswords() }
        } catch {
            throw error.exit(of: "faxout")
        }
        let receptionist = Receptionist(
            client, patience: program.configuration.received.patience, keepCalls: settings.keepCalls)
        let configuration = program.configuration
        let logger = program.logger
        let plan = DialPlan(configuration.dialling)
        let copy = configuration.directory.flatMap { directory in
            directory.userProfiles.flatMap { _ in directory.copy }
        }.map { DirectoryCopy($0, spool: client, logger: logger) }
        // Until all profiles can be read, calls are answered whatever they are for.
        let book = ProfileBook.following(configuration, copy, logger: logger)
        let policy = AnsweringPolicy(configuration, book)
        guard !check.isWanted else {
            for line in settings.lines { line.deviceProblem.map { logger.warning("\($0)") } }
            return client.close()
        }
        let handler = FaxoutHandler(settings, plan: plan, receptionist: receptionist, areKept: true, seal: seal)
        let worker = Worker(
            handler, stage: .faxout, availability: await handler.lines.availability, changes: handler.lines.changes,
            client: client,
            retry: RetryPolicy(first: .seconds(5), longest: .seconds(300), tries: 100), logger: program.logger)
        let keeper = LineKeeper(
            handler.lines, settings.lines.map { TelephoneLine(settings: $0) }, receptionist: receptionist,
            refusal: { policy.refusal(of: $0, on: $1, at: Date()) }, logger: program.logger)
        let lines: any Service = Lines(worker: worker, keeper: keeper)
        try await program.run([lines] + [copy].compactMap { $0 }, grace: settings.finishWithin) {
            book.reread().tell(logger)
        }
        client.close()
    }
}

/// Both uses of the lines. They end together: a call that is being received does not keep the other from ending.
private struct Lines: Service {
    let worker: Worker<FaxoutHandler>
    let keeper: LineKeeper

    func run() async throws {
        async let receiving: Void = keeper.run()
        try await worker.run()
        try await receiving
    }
}
