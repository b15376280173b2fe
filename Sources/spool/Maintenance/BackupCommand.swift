import ArgumentParser
import Configuration
import Foundation
import Pipeline

extension Spool {
    /// spool backup
    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup", abstract: "Copies the store into a folder, while the spool works in it.")

        @OptionGroup var options: ProgramOptions

        @Argument(help: "The folder: empty, or not there yet.")
        var folder: String

        func run() throws {
            let source = URL(filePath: try options.start("spool").configuration.spool.directory)
            let destination = URL(filePath: folder)
            SpoolFolder.keepOthersOut()
            try ConfiguredStore.maintenance(of: source).backUp(to: destination)
            let report = try ConfiguredStore.maintenance(of: destination).check()
            for problem in report.problems { print(problem) }
            print("\(folder): \(report.size)")
            guard report.problems.isEmpty else { throw ExitCode(1) }
        }
    }
}
