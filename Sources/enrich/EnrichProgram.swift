import ArgumentParser
import Configuration
import Dialling
import Directory
import DirectoryCopy
import DirectoryProfiles
import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import Logging
import Pipeline
import ServiceLifecycle
import UserProfiles

/// enrich - makes orders of mails
///
/// Takes tasks of stage `enrich` from the spool: a mail with its envelope. Looks the sender up in the directory, or in the
/// configuration where there is none, reads what the mail's X-Fax- fields ask for, chooses the lines, and hands the
/// order to stage `render`, or word of what is wrong with it to stage `deliver`. While the directory does not answer,
/// mails wait. A fax that was received goes to stage `render`, for those whom a profile names. SIGHUP has it read files of profiles
/// anew; it does so by itself when they change.
@main
struct EnrichProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrich", abstract: "Makes orders of mails: who sends, to whom, and how.",
        version: ProgramVersion.current)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var check: StartCheck

    func run() async throws {
        let program = try options.start("enrich")
        for warning in program.configuration.warnings { program.logger.warning("\(warning)") }
        let configuration = program.configuration
        let policy = FaxPolicy(rules: configuration.rules, configuration.dialling)
        let client = try program.connect(tellsSilence: !check.isWanted)
        let lookup: DirectoryLookup
        let retry: RetryPolicy
        var copy: DirectoryCopy?
        var callers: CallerLookup?
        var members: (any GroupMemberSource)?
        if let settings = configuration.directory {
            do throws(ConfigurationError) {
                let access = try DirectoryAccess(
                    settings, policy.plan, spool: client, needsProfiles: true, logger: program.logger)
                lookup = DirectoryLookup(access.people, settings, personDomain: configuration.ingest.personDomain)
                copy = access.copy
                members = access.people
                if settings.recipientKeys.contains(.number) {
                    callers = CallerLookup(people: access.people, plan: policy.plan)
                }
            } catch {
                throw error.exit(of: "enrich")
            }
            retry = RetryPolicy(first: settings.firstRetry, longest: settings.longestRetry, tries: .max)
        } else {
            lookup = DirectoryLookup(SenderLookup(ConfiguredPeople(configuration.people), keys: [.user, .address]))
            retry = RetryPolicy()
        }
        let logger = program.logger
        // Until all profiles can be read, faxes wait.
        let profileCopy = configuration.directory?.userProfiles == nil ? nil : copy
        let book = ProfileBook.following(configuration, profileCopy, logger: logger)
        guard !check.isWanted else { return client.close() }
        let handler = EnrichHandler(
            maker: OrderMaker(
                directory: lookup,
                numbers: OverridingNumbers(policy: policy),
                permissionReader: PermissionReader(configuration.directory?.permissions, policy.plan),
                dialPlan: DialPlan(configuration.dialling),
                rules: FaxRequest.Rules(
                    names: configuration.fields.names, lineGroups: configuration.knownLineGroups,
                    coverTemplates: configuration.render.covers.names, takesSealed: true),
                mistakes: configuration.fields.mistakes, notification: configuration.deliver.standardNotification,
                retry: retry),
            router: ReceivedFaxRouter(
                book, defaultRecipient: configuration.received.defaultRecipient,
                attachment: configuration.received.mail.attachment,
                hasPreview: configuration.received.mail.hasPreview, callers: callers, members: members,
                archive: configuration.archive,
                hurry: { [profileCopy] in
                    // A copy that is there is read before the first fax is decided on; where it is not, the fax waits.
                    if let profileCopy, profileCopy.facts == nil { try? await profileCopy.refresh() }
                }))
        let worker = Worker(
            handler, stage: .enrich,
            availability: Availability(tasks: configuration.enrich.concurrency, lanes: [.default, .received]),
            client: client, logger: program.logger)
        let grace = (configuration.directory?.timeout ?? .zero) * 4 + .seconds(5)
        try await program.run([worker as any Service] + [copy].compactMap { $0 }, grace: grace) {
            book.reread().tell(logger)
        }
        client.close()
    }
}
