import ArgumentParser

/// faxctl preview
///
/// The converters, fonts and templates are those of the program `render`, of the same installation: it makes the pages, by the same
/// code and in the same sandbox as those that are sent.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Makes the pages of a document or a mail without sending them.",
        usage:
            "faxctl preview <file> [--to <number>] [--format png|pdf|tiff] [--output <file>] [--config <config>] [--json] …",
        discussion: """
            Writes PNG (a file a page), PDF or TIFF, and says how many pages they are, and how many seconds they take on the line. \
            A mail's header fields are followed; --resolution, --paper, --cover, --no-cover, --template and --language stand \
            in for them. The directory is not asked: the cover page shows what the mail says.
            """)

    @Argument(parsing: .captureForPassthrough, help: "The document or mail, or - for the standard input; and options.")
    var arguments: [String] = []

    func run() throws {
        guard !arguments.isEmpty, !arguments.contains("--help"), !arguments.contains("-h") else {
            throw CleanExit.helpRequest(self)
        }
        try InstalledProgram("render").become(["preview"] + arguments)
    }
}
