import ArgumentParser
import Configuration
import FaxModel
import Pipeline

/// What every command about jobs is told.
struct JobArgument: ParsableArguments {
    @Argument(help: "The job, ORDER-N, or the order whose jobs are meant.")
    var jobs: JobSelection
}

/// faxctl cancel
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Ends jobs, and tells their sender; one that is being sent, after the page that it is at.",
        discussion: "Of a job that has ended, the word that could not be told, and was set aside, is given up.")

    @OptionGroup var access: SpoolAccess
    @OptionGroup var argument: JobArgument

    func run() async throws {
        try await access.perform(.cancel(argument.jobs))
    }
}

/// faxctl hold
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Lets jobs wait until they are released; one that is being sent, after the page that it is at.")

    @OptionGroup var access: SpoolAccess
    @OptionGroup var argument: JobArgument

    func run() async throws {
        try await access.perform(.hold(argument.jobs))
    }
}

/// faxctl release
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "release", abstract: "Lets held jobs go on.")

    @OptionGroup var access: SpoolAccess
    @OptionGroup var argument: JobArgument

    func run() async throws {
        try await access.perform(.release(argument.jobs))
    }
}

/// faxctl priority
struct PriorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority", abstract: "Makes jobs more or less urgent.")

    @OptionGroup var access: SpoolAccess
    @OptionGroup var argument: JobArgument

    @Argument(help: "urgent, normal or bulk.")
    var priority: Priority

    func run() async throws {
        try await access.perform(.prioritise(argument.jobs, priority))
    }
}

/// faxctl redirect
struct RedirectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redirect",
        abstract: "Sends a job to another number, from its first page on. A cover page stays as it is.")

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The job: ORDER-N.")
    var job: JobID

    @Argument(help: "The number, such as +4922812345, or an extension.")
    var number: FaxNumber

    @Option(help: "The group of lines that dials it; by default the one that the configuration has for the number.")
    var group: String?

    func run() async throws {
        let configuration = try access.options.start("faxctl").configuration
        let number = try configuration.numberToDial(number)
        let lane = try configuration.groups(for: number, asked: group)[0]
        try await access.perform(.redirect(job, number, lane: lane))
    }
}
