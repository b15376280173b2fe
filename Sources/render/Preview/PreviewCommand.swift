public import ArgumentParser
import Configuration
public import FaxModel
import Foundation
import Pipeline
import TIFF
import Typesetting

/// render preview: what a document or a mail becomes, without sending it. `faxctl preview` runs it.
struct PreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Makes the pages of a document or a mail without sending them.",
        usage: "faxctl preview <file> [--to <number>] [--format png|pdf|tiff] [--output <file>] …",
        discussion: """
            Writes PNG (a file a page), PDF or TIFF, and says how many pages they are, and how many seconds they take on the line. \
            A mail's header fields are followed; options stand in for them. The directory is not asked: the cover page shows what the mail \
            says.
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var wishes: PreviewWishes

    func run() async throws {
        let program = try options.start("render preview")
        var settings = program.configuration.render
        // Nothing comes a second time.
        settings.cache = ByteCount(0)
        let sandbox = Sandbox(settings: settings.sandbox)
        do {
            let kinds = Converters(settings, sandbox: sandbox).probable
            let renderer = OrderRenderer(
                renderer: MailRenderer(typesetter: Typesetter(), settings: settings, sandbox: sandbox, kinds: kinds))
            let document = try PreviewDocument(
                reading: wishes.file, wishes: wishes, configuration: program.configuration, now: Date())
            let preview = try await Preview(of: document, by: renderer)
            try report(preview)
        } catch let error as PreviewError {
            throw Self.refusal(error.description)
        } catch let error as SandboxUnavailable {
            throw Self.refusal(error.description)
        }
    }

    private func report(_ preview: Preview) throws {
        let files = try preview.write(to: wishes.output ?? wishes.defaultOutput, wishes.format)
        guard wishes.json else {
            for file in files { print(file) }
            print(preview.sentence)
            for part in preview.omitted { print("Left out: \(part.name). \(part.reason)") }
            for trouble in preview.coverTroubles { print(trouble) }
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(preview.summary(files)), as: UTF8.self))
    }

    private static func refusal(_ sentence: String) -> ExitCode {
        FileHandle.standardError.write(Data("render preview: \(sentence)\n".utf8))
        return ExitCode(1)
    }
}

/// Why there is no preview, as a sentence.
struct PreviewError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What a preview is to be of, and how: the words of the command line.
struct PreviewWishes: ParsableArguments {
    @Argument(help: "The document or mail, or - for the standard input.")
    var file: String

    @Option(help: "The number that it would go to, for the cover page.")
    var to: FaxNumber?

    @Option(help: "standard, fine, superfine, 300dpi or 400dpi.")
    var resolution: Resolution?

    @Option(help: "a4, letter, legal, b4 or a3.")
    var paper: Paper?

    @Flag(inversion: .prefixedNo, help: "Whether there is a cover page; a mail has one as a rule, a document has none.")
    var cover: Bool?

    @Option(help: "The cover template, by its name in render.covers.")
    var template: String?

    @Option(help: "The language of the cover page.")
    var language: String?

    @Option(help: "png (a file a page), pdf or tiff (as it is sent).")
    var format = PreviewFormat.png

    @Option(help: "Where to write: a file; of PNG, its name goes before the pages' numbers.")
    var output: String?

    @Flag(help: "Prints what was made as JSON.")
    var json = false

    /// The file to write where `--output` names none, in the working folder: the document's name with `-fax`.
    var defaultOutput: String {
        let name = file == "-" ? "preview" : URL(filePath: file).deletingPathExtension().lastPathComponent + "-fax"
        return "\(name).\(format.rawValue)"
    }
}

/// The files that a preview is written in.
enum PreviewFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
    case png, pdf, tiff
}

extension Paper: ExpressibleByArgument {}

extension Resolution: ExpressibleByArgument {}

extension FaxNumber: ExpressibleByArgument {
    /// A number as it is written for people.
    public init?(argument: String) {
        self.init(argument)
    }
}
