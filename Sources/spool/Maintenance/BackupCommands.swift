import ArgumentParser
import Configuration
import FaxModel
import Foundation
import GRDB
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
            try StoreBackup(source: source, destination: destination).make()
            var check = try StoreCheck(directory: destination)
            try check.run()
            for problem in check.problems { print(problem) }
            print("\(folder): \(check.taskCount.counting("task")), \(check.documentCount.counting("document"))")
            guard check.problems.isEmpty else { throw ExitCode(1) }
        }
    }

    /// spool restore
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Copies a backup into the configured folder, which must be empty and without a spool.",
            discussion: """
                Faxes that were sent, and results that were told, after the backup was made are in it as if they were not. \
                So the stages faxout and deliver are paused: look at 'faxctl jobs', cancel what was sent, then let them go \
                on with 'faxctl resume faxout' and 'faxctl resume deliver'. Until then, no fax expires.
                """)

        @OptionGroup var options: ProgramOptions

        @Argument(help: "The folder of the backup.")
        var folder: String

        func run() throws {
            let source = URL(filePath: folder)
            let destination = URL(filePath: try options.start("spool").configuration.spool.directory)
            var check = try StoreCheck(directory: source)
            try check.run()
            guard check.problems.isEmpty else {
                for problem in check.problems { print(problem) }
                throw StoreError(description: "\(folder) is damaged: nothing was restored")
            }
            try StoreBackup.prepare(destination)
            let lock = try DirectoryLock(directory: destination)
            defer { lock.release() }
            try StoreBackup(source: source, destination: destination).make { database in
                for stage in [Stage.faxout, .deliver] {
                    let (code, name) = PauseTarget.stage(stage).columns
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO pause (stage, name) VALUES (?, ?)", arguments: [code, name])
                }
                // Nobody is told that the time of a fax was over that may have been sent.
                try database.execute(sql: "UPDATE task SET expires = NULL")
            }
            print("\(check.taskCount.counting("task")), \(check.documentCount.counting("document")) restored.")
            print("The stages faxout and deliver are paused: see 'spool restore --help'.")
        }
    }
}
