import ArgumentParser

/// faxctl preview
///
/// The converters, fonts and templates are those of the program `render`, of the same installation: it makes the pages, by the same
/// code and in the same sandbox as those that are sent. It also tells its own options.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Makes the pages of a document or a mail without sending them.")

    @Argument(parsing: .captureForPassthrough, help: "The document or mail, or - for the standard input; and options.")
    var arguments: [String] = []

    func run() throws {
        try InstalledProgram("render").become(["preview"] + (arguments.isEmpty ? ["--help"] : arguments))
    }
}
