import ArgumentParser
import Pipeline

/// What pause and resume are told.
struct PauseArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A stage (enrich, render, faxout, deliver), a lane of one (faxout/GROUP), or a line (line/NAME)."))
    var target: PauseTarget
}

/// faxctl pause
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Gives out no more work there; what is at work goes on.")

    @OptionGroup var access: SpoolAccess
    @OptionGroup var argument: PauseArgument

    func run() async throws {
        try await access.perform(.pause(argument.target), saying: "paused")
    }
}

/// faxctl resume
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Gives out work again where it was paused.")

    @OptionGroup var access: SpoolAccess
    @OptionGroup var argument: PauseArgument

    func run() async throws {
        try await access.perform(.resume(argument.target), saying: "resumed")
    }
}
