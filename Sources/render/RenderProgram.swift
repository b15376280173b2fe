import ArgumentParser
import Configuration
import FaxModel
import Logging
import Pipeline
import Typesetting

/// render - turns orders into fax pages
///
/// Takes tasks of stage `render` from the spool: an order with its mail. Makes a cover page for each recipient and,
/// once for all of them, the pages of the mail's text and attachments; hands a task to stage `faxout` for each job, or
/// word of the failure to stage `deliver`. Documents of strangers are converted in a sandbox; where it does not work,
/// render says so at its start, and attachments that need it wait until it does.
@main
struct RenderProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Turns orders into fax pages.", version: ProgramVersion.current,
        subcommands: [PreviewCommand.self])

    @OptionGroup var options: ProgramOptions
    @OptionGroup var check: StartCheck

    func run() async throws {
        let program = try options.start("render")
        let settings = program.configuration.render
        let sandbox = Sandbox(settings: settings.sandbox)
        var kinds = PrintableKinds.all
        do {
            try await sandbox.check()
            let installed = try await Converters(settings, sandbox: sandbox).installed()
            kinds = installed.kinds
            for missing in installed.missing { program.logger.warning("\(missing)") }
        } catch {
            program.logger.critical("No attachment that needs a converter will be printed: \(error)")
        }
        var store: PageStore?
        do throws(PageStoreError) {
            let programs = Converters(settings, sandbox: sandbox).programs
            store = try settings.sharedCache.map { shared throws(PageStoreError) in
                try PageStore(shared, programs: programs)
            }
        } catch {
            program.logger.error("This worker keeps its pages for itself: \(error)")
        }
        let renderer = MailRenderer(
            typesetter: Typesetter(), settings: settings, sandbox: sandbox, kinds: kinds, store: store)
        for language in Set([settings.language] + program.configuration.people.compactMap(\.language)).sorted()
        where !CoverWords.are(in: language) {
            program.logger.warning(
                "No cover page is written in the language '\(language)': there are English words in its place")
        }
        let client = try program.connect(tellsSilence: !check.isWanted)
        // Only the log waits for it: a template that never ends must not keep faxes from being made.
        let trial = Task {
            for trouble in try await CoverTrial(renderer: renderer).troubles() { program.logger.error("\(trouble)") }
        }
        defer { trial.cancel() }
        guard !check.isWanted else {
            try await trial.value
            return client.close()
        }
        let handler = RenderHandler(
            renderer: OrderRenderer(renderer: renderer),
            received: ReceivedFaxRenderer(settings: program.configuration.received.pages))
        let worker = Worker(
            handler, stage: .render,
            availability: Availability(tasks: settings.concurrency, lanes: [.default, .received]), client: client,
            logger: program.logger)
        try await program.run([worker], grace: settings.sandbox.time + .seconds(5))
        client.close()
    }
}
