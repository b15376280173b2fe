import ArgumentParser

/// faxctl spool
struct SpoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool",
        abstract: "Checks, backs up and restores what the spool keeps: on the spool's host, as its user.",
        discussion:
            "Runs the program 'spool' of this installation with the same words: check, backup FOLDER, restore FOLDER.")

    @Argument(parsing: .captureForPassthrough, help: "check, backup FOLDER or restore FOLDER, and their options.")
    var words: [String] = []

    func run() throws {
        guard let first = words.first, ["check", "backup", "restore"].contains(first) else {
            throw ValidationError("expected check, backup FOLDER or restore FOLDER")
        }
        try InstalledProgram("spool").become(words)
    }
}
