import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline

extension Spool {
    /// spool check
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract:
                "Verifies the store against its documents; may run beside the spool. Exit code 1: something is wrong.")

        @OptionGroup var options: ProgramOptions

        @Option(help: "The folder to check, such as that of a backup; by default the configured one.")
        var directory: String?

        @Flag(
            help:
                "Remove files that belong to no document. The spool must not run meanwhile: it may be about to take one up."
        )
        var removeStrayFiles = false

        func run() throws {
            let folder = try directory ?? options.start("spool").configuration.spool.directory
            let lock = removeStrayFiles ? try DirectoryLock(directory: URL(filePath: folder)) : nil
            defer { lock?.release() }
            let store = ConfiguredStore.maintenance(of: URL(filePath: folder))
            let report = try store.check()
            for problem in report.problems { print(problem) }
            for file in report.strayFiles {
                // The spool may have taken it up meanwhile.
                guard try store.isStray(file) else { continue }
                if removeStrayFiles { try FileManager.default.removeItem(at: file) }
                print("\(file.path) belongs to no document\(removeStrayFiles ? ", and was removed" : "").")
            }
            print("\(folder): \(report.size), \(report.problems.count.counting("problem"))")
            guard report.problems.isEmpty else { throw ExitCode(1) }
        }
    }
}
