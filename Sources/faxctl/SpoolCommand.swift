import ArgumentParser
import Foundation
import Pipeline

/// faxctl spool
struct SpoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool",
        abstract: "Checks, backs up and restores what the spool keeps: on the spool's host, as its user.",
        discussion:
            "Runs the program 'spool' beside this one with the same words: check, backup FOLDER, restore FOLDER.")

    @Argument(parsing: .captureForPassthrough, help: "check, backup FOLDER or restore FOLDER, and their options.")
    var words: [String] = []

    func run() throws {
        guard let first = words.first, ["check", "backup", "restore"].contains(first) else {
            throw ValidationError("expected check, backup FOLDER or restore FOLDER")
        }
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "spool")
        let arguments = ([program.path] + words).map { strdup($0) } + [nil]
        execv(program.path, arguments)
        FileHandle.standardError.write(
            Data("faxctl: \(program.path) can't be run: \(String(cString: strerror(errno)))\n".utf8))
        throw ExitCode(1)
    }
}
